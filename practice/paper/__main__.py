"""`python -m practice.paper`: draws sample scans with their truth beside them."""

import argparse
import sys
from datetime import date
from pathlib import Path

from practice.paper.age import DIGITAL, PROFILES
from practice.paper.files import TYPES
from practice.paper.made_up import TODAY
from practice.paper.papers import FAULTS_OF, PAPERS
from practice.paper.sample import FORMS, MASTERS, MIXED, Sample, draw_sample


def main() -> int:
    """Writes --count samples from --seed on and names each file; 2 where such a sample cannot be, with the reason."""
    args = _arguments().parse_args()
    for seed in range(args.seed, args.seed + args.count):
        try:
            sample = _drawn(args, seed)
        except ValueError as impossible:
            sys.stderr.write(f"{impossible}\n")
            return 2
        sys.stdout.write(f"{sample.path}\n")
    return 0


def _drawn(args: argparse.Namespace, seed: int) -> Sample:
    return draw_sample(
        args.form,
        seed,
        args.profile,
        args.type,
        args.fault,
        out=args.out,
        forms=args.forms,
        masters=args.masters,
        today=args.today,
        half=args.half,
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m practice.paper", description=__doc__)
    parser.add_argument("--form", choices=[*sorted(PAPERS), MIXED], required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--profile", choices=[*PROFILES, DIGITAL], required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--type", choices=sorted(TYPES), default="pdf")
    parser.add_argument(
        "--fault", choices=["", *sorted({fault for faults in FAULTS_OF.values() for fault in faults})], default=""
    )
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--forms", type=Path, default=FORMS)
    parser.add_argument("--masters", type=Path, default=MASTERS)
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY)
    parser.add_argument("--half", choices=["first", "second"], default="first")
    return parser


if __name__ == "__main__":
    sys.exit(main())
