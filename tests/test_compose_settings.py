"""What the containers are told: every variable is a real setting of ours or of Prefect's, and secrets come from files."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pg8000.native
import pytest

from config import DATABASE_PASSWORD, Finance, Masking, Settings, load_settings
from flows import services
from tests.containers import COMPOSE, GUIDE, OURS, SERVICES, environment, environment_names, parsed
from tests.test_layers import ROOT

SECRET = {"DENPYO_FINANCE_USER_FILE", "DENPYO_FINANCE_PASSWORD_FILE", "DENPYO_MASKING_KEY_FILE"}
KNOWN = {"DENPYO_CONFIG", f"{DATABASE_PASSWORD}_FILE", *SECRET}
WITH_SETTINGS = [name for name in OURS if "DENPYO_CONFIG" in SERVICES[name]["environment"]]


def settings_of(name: str, **more: str) -> Settings:
    os.environ.update({**environment(name), **more, "DENPYO_CONFIG": str(ROOT / "config")})
    return load_settings()


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_every_variable_of_ours_is_a_setting(name: str) -> None:
    for variable in SERVICES[name]["environment"]:
        if not variable.startswith("DENPYO_") or variable in KNOWN:
            continue
        model: Any = Settings
        for part in variable.removeprefix("DENPYO_").lower().split("__"):
            if part == "practice":
                model = Finance  # the name of a system, which the city chooses
                continue
            assert part in model.model_fields, variable
            model = model.model_fields[part].annotation


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_the_settings_of_a_container_are_understood(name: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("made-up\n", encoding="utf-8")
    settings = settings_of(name, DENPYO_DATABASE_PASSWORD_FILE=str(tmp_path / "password"))
    assert settings.store_url == "postgresql+pg8000://denpyo:made-up@postgres:5432/denpyo"
    assert settings.orchestration.api_url == "http://prefect:4200/api"
    assert services.orchestration(settings) == []
    assert settings.desk.port == 8080


def test_prefect_is_told_what_every_process_of_ours_is_told() -> None:
    told = services.prefect_environment(load_settings())
    here = environment("prefect")
    different = {name for name in told if here.get(name) != told[name]}
    assert different == {"PREFECT_HOME", "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE"}


def test_every_variable_of_prefect_is_a_setting_of_prefect() -> None:
    from prefect.settings import Settings as PrefectSettings
    from prefect.settings.legacy import _get_settings_fields

    fields = import_module("prefect_redis.client").RedisMessagingSettings.model_fields
    redis = {f"PREFECT_REDIS_MESSAGING_{field}".upper() for field in fields}
    known = _get_settings_fields(PrefectSettings).keys() | redis
    named = {name for service in SERVICES for name in environment_names(service) if name.startswith("PREFECT_")}
    assert named - known == set()
    assert "PREFECT_MESSAGING_BROKR" not in known


def test_what_prefect_is_to_load_for_redis_is_installed() -> None:
    modules = {value for value in environment("prefect").values() if value.startswith("prefect_redis.")}
    assert len(modules) == 3
    for module in modules:
        import_module(module)


def test_prefect_finds_its_database_and_the_password_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss\n", encoding="utf-8")
    shell = [part.replace("$$", "$") for part in SERVICES["prefect"]["entrypoint"]]
    shell = [part.replace("/run/secrets/database_password", str(tmp_path / "password")) for part in shell]
    asked = "import prefect.settings as s; print(s.get_current_settings().server.database.connection_url.get_secret_value())"
    told = {**os.environ, **environment("prefect"), "PREFECT_HOME": str(tmp_path)}
    done = subprocess.run([*shell, sys.executable, "-c", asked], env=told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "postgresql+asyncpg://denpyo:p%40ss@postgres:5432/prefect"


def test_postgresql_makes_the_database_of_prefect(postgres_url: str) -> None:
    port = int(postgres_url.rpartition(":")[2].partition("/")[0])
    database = pg8000.native.Connection("denpyo", host="127.0.0.1", port=port, database="postgres")
    try:
        database.run(COMPOSE["configs"]["prefect_database"]["content"])
        assert database.run("SELECT 1 FROM pg_database WHERE datname = 'prefect'") == [[1]]
        database.run("DROP DATABASE prefect")
    finally:
        database.close()


def test_secrets_lie_in_files_and_go_only_to_who_needs_them() -> None:
    for name, service in SERVICES.items():
        files = {value for variable, value in service.get("environment", {}).items() if variable.endswith("_FILE")}
        listed = {f"/run/secrets/{secret}" for secret in service.get("secrets", [])}
        assert files <= listed, name
        assert not [variable for variable in environment_names(name) if re.search("PASSWORD$|TOKEN$|KEY$", variable)]
    assert [name for name in SERVICES if "finance_password" in SERVICES[name].get("secrets", [])] == ["poster"]
    assert all(secret["file"].startswith("var/") for secret in COMPOSE["secrets"].values()), (
        "git and builds leave var/ out"
    )


def test_whoever_takes_files_in_has_the_key_of_masked_originals_and_nobody_else(tmp_path: Path) -> None:
    takes_in = [name for name in SERVICES if "intake" in str(SERVICES[name].get("command"))]
    assert takes_in == [name for name in SERVICES if "masking_key" in SERVICES[name].get("secrets", [])] == ["poster"]
    (tmp_path / "key").write_text("k" * 64 + "\n", encoding="utf-8")
    name = f"{Masking().key_env}_FILE"
    assert environment("poster")[name] == "/run/secrets/masking_key"
    settings = settings_of("poster", **{name: str(tmp_path / "key")}, DENPYO_MASKING__DESKS='["nursery"]')
    assert settings.masking.covers("nursery")
    assert settings.masking.key() == b"k" * 64


def test_the_guide_makes_every_file_that_a_secret_is_read_from() -> None:
    made = set(re.findall(r"> (var/secrets/\w+)", GUIDE))
    assert {secret["file"] for secret in COMPOSE["secrets"].values()} == made


def test_the_settings_that_the_guide_gives_for_practice_work() -> None:
    block = re.search(r"```ini\n(.*?)```", GUIDE, re.DOTALL)
    assert block
    pairs = (line.split("=", 1) for line in block[1].splitlines())
    told = {name: value.strip("'") for name, value in pairs}
    assert told.pop("COMPOSE_PROFILES") == "practice"
    assert told.keys() <= {name for name, value in SERVICES["poster"]["environment"].items() if value is None}
    settings = settings_of("poster", **told)
    assert settings.finance["practice"].url == "http://finance:8090"
    assert "mail:2525" in settings.routes[0].urls[0]
    day = str(settings.business_on)
    assert day in parsed(**told)["services"]["finance"]["command"]
