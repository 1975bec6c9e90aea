"""A mail server for practice: takes every notice, keeps it in a folder, and shows it on a page."""
