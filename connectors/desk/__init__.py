"""The web desk: where people see what could not be proved, correct it, and release it. Japanese pages, no script needed."""

from connectors.desk.app import create_desk, serve

__all__ = ["create_desk", "serve"]
