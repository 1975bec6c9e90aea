"""The container files as the tests read them: docker-compose.yml with its variables filled in, Dockerfile, the guide."""

import re
from typing import Any

import yaml

from tests.test_layers import ROOT

Compose = dict[str, Any]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "containers.md").read_text(encoding="utf-8")


def interpolated(text: str, **variables: str) -> str:
    """As Compose does it, for the one form that the file uses: ${NAME:-default}."""
    return re.sub(r"\$\{(\w+):-([^}]*)\}", lambda found: variables.get(found[1]) or found[2], text)


def parsed(**variables: str) -> Compose:
    read: Compose = yaml.safe_load(interpolated(TEXT, **variables))
    return read


COMPOSE = parsed()
SERVICES: Compose = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("denpyo:")]


def environment(name: str) -> dict[str, str]:
    """What Compose sets for a service; a name without a value stays unset where nobody set it outside."""
    return {key: str(value) for key, value in SERVICES[name]["environment"].items() if value is not None}


def environment_names(name: str) -> set[str]:
    return set(SERVICES[name].get("environment", {}))
