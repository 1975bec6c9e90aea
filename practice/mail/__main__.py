"""`python -m practice.mail --smtp 2525 --http 8025 --data DIR`: takes mail, shows it at http://127.0.0.1:8025/."""

import argparse
import sys
from pathlib import Path

import uvicorn

from practice.mail.app import mail_page
from practice.mail.taking import taking_mail


def main(words: list[str] | None = None) -> int:
    """Serves until it is told to stop. Exit status: 0 done, 2 when the port for mail cannot be had."""
    options = options_from(words)
    try:
        with taking_mail(options.host, options.smtp, options.data):
            uvicorn.run(mail_page(options.data), host=options.host, port=options.http, log_level="warning")
    except OSError as wrong:
        sys.stderr.write(f"practice.mail: {wrong}\n")
        return 2
    return 0


def options_from(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m practice.mail", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address of both; anybody who reaches it may send")
    parser.add_argument("--smtp", type=int, default=2525)
    parser.add_argument("--http", type=int, default=8025)
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps each mail as one .eml file")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
