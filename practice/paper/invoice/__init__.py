"""Invoices (請求書) as vendors draw them, each in its own way: no form, no boxes, only what an invoice must say."""
