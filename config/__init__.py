"""What a city changes without a programmer. This file is the only reader of settings: config/denpyo.toml, overridden by DENPYO_….

DENPYO_CONFIG names another folder; DENPYO_DESK__PORT=8081 overrides `port` under `[desk]`. Secrets never stand in the file:
`…_env` settings name the environment variable (or, with `_FILE` behind it, the file) that holds them; the database's own
password is DENPYO_DATABASE_PASSWORD.
"""

import json
import os
import shutil
import tomllib
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from config.thresholds import thresholds_from, with_thresholds
from slips.errors import BadForm, Misconfigured
from slips.form import Form
from slips.form_file import form_from

HERE = Path(__file__).parent
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
TOKYO = ZoneInfo("Asia/Tokyo")
DATABASE_PASSWORD = "DENPYO_DATABASE_PASSWORD"  # noqa: S105 - a variable's name

SHORTEST_KEY = 32

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _plain(desk: str) -> str:
    return unicodedata.normalize("NFKC", desk).casefold().strip()


class Inbox(_Part):
    """Folder intake. folder: one sub-folder a desk; settle_s: a file counts as complete when unchanged this long."""

    folder: Path = Path("var/inbox")
    settle_s: Seconds = 3.0
    sweep_s: Annotated[float, Field(gt=0)] = 5.0


class Desk(_Part):
    """The web desk. public_url: what links in notices start with."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str = "http://127.0.0.1:8080"
    idle_minutes: Annotated[int, Field(ge=1)] = 30
    secure_cookies: bool = False


class Masking(_Part):
    """Desks that handle forms with My Number ("*": all). key_env: the variable that holds the key of the originals' keyed hashes."""

    desks: tuple[str, ...] = ()
    key_env: str = "DENPYO_MASKING_KEY"

    def covers(self, desk: str) -> bool:
        """Whether files of this desk are kept only masked. Width and case do not count: a folder renamed so is still meant."""
        return bool({"*", _plain(desk)} & {_plain(name) for name in self.desks})

    def key(self) -> bytes:
        """The key; Misconfigured where it is missing or too short to keep anybody from trying out all numbers."""
        key = secret(self.key_env)
        if len(key) < SHORTEST_KEY:
            raise Misconfigured(f"{self.key_env} must hold at least {SHORTEST_KEY} characters: openssl rand -hex 32")
        return key.encode()


class Approval(_Part):
    """untouched "rule": slips proved without a person are released by rule; "person": a supervisor releases every slip."""

    untouched: Literal["rule", "person"] = "rule"


class Finance(_Part):
    """One finance system. worksheets: its folder under config/worksheets.

    practice: it is the stand-in, so `denpyo rehearse --commit` may register there.
    registered, cancelled: how the system calls the state of a voucher that stands, and of one that was taken back.
    after_settling: what to do when a slip in `committing` is not found after settle_s seconds: "ask" a person, or "type again".
    """

    url: str
    worksheets: str
    user_env: str
    password_env: str
    practice: bool = False
    registered: tuple[str, ...] = ("起票済",)
    cancelled: tuple[str, ...] = ("取消",)
    settle_s: Seconds = 120.0
    after_settling: Literal["ask", "type again"] = "ask"
    lease_s: Seconds = 300.0
    click_timeout_s: Seconds = 30.0

    @model_validator(mode="after")
    def _lease_outlives_the_click(self) -> "Finance":
        """Else a second worker could look, find nothing, and type again while the first one's click is still being answered."""
        if self.lease_s < self.click_timeout_s:
            raise ValueError(f"lease_s ({self.lease_s:g}) must not be shorter than click_timeout_s")
        return self


class Route(_Part):
    """Where notices of some kinds and desks go. urls: Apprise addresses; urls_env: the variable holding secret ones."""

    kinds: tuple[str, ...] = ("*",)
    desks: tuple[str, ...] = ("*",)
    urls: tuple[str, ...] = ()
    urls_env: str = ""


class Orchestration(_Part):
    """Prefect. database_url "": its own SQLite file under data; api_url "": `denpyo up` starts the server itself."""

    host: str = "127.0.0.1"
    port: Port = 4200
    api_url: str = ""
    database_url: str = ""
    readers: Annotated[int, Field(ge=1)] = 1


class Settings(BaseSettings):
    """All settings. data: everything Denpyo writes lies under it; business_on: a fixed day for practice and tests, else today.

    easyocr_models: folder with EasyOCR's weights, else what the set-up found; easyocr_japanese: its file for Japanese (docs/set-up.md).
    finance: by name, in small letters, as a variable that overrides one has no others.
    """

    model_config = SettingsConfigDict(
        env_prefix="DENPYO_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    data: Path = Path("var")
    database_url: str = ""
    key_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")] = "D"
    business_on: date | None = None
    browser: str = ""
    easyocr_models: Path | None = None
    easyocr_japanese: Path | None = None
    retries: int = 3
    inbox: Inbox = Inbox()
    desk: Desk = Desk()
    masking: Masking = Masking()
    approval: Approval = Approval()
    orchestration: Orchestration = Orchestration()
    finance: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Finance] = Field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    folder: Path = HERE

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the name is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _toml(config_folder() / "denpyo.toml"))

    @property
    def store_url(self) -> str:
        """The database's address, with its password; SQLite under data where none is set."""
        if not self.database_url:
            return f"sqlite:///{self.data.absolute() / 'denpyo.sqlite3'}"
        return _with_password(self.database_url)

    def today(self) -> date:
        """The business day in Japan."""
        return self.business_on or datetime.now(TOKYO).date()


def config_folder() -> Path:
    """Where denpyo.toml, forms/, worksheets/ and masters/ lie."""
    return Path(os.environ.get("DENPYO_CONFIG") or HERE)


def load_settings(**overrides: Any) -> Settings:
    """The settings; Misconfigured names the variable or the line to mend, never its value."""
    folder = config_folder()
    try:
        return Settings(folder=folder, **overrides)
    except ValidationError as wrong:
        lines = "; ".join(f"{_place(e['loc'])}: {e['msg']}" for e in wrong.errors(include_input=False))
        raise Misconfigured(f"{folder / 'denpyo.toml'}: {lines}") from None
    except SettingsError as wrong:
        raise Misconfigured(f"a DENPYO_… variable does not hold JSON: {wrong}") from None


def _place(loc: tuple[int | str, ...]) -> str:
    """The setting as the file writes it, with the variable that overrides it where there is one."""
    variable = "DENPYO_" + "__".join(map(str, loc)).upper()
    return ".".join(map(str, loc)) + (f" (set by {variable})" if variable in os.environ else "")


def _toml(path: Path, wrong: type[Misconfigured] = Misconfigured) -> dict[str, Any]:
    """A file that the city edits; `wrong` says what to mend. Windows' Notepad puts a mark before UTF-8: it is passed over."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise wrong(f"{path}: is not UTF-8; save it as UTF-8 ({problem.reason})") from None
    except tomllib.TOMLDecodeError as problem:
        raise wrong(f"{path}: {problem}") from problem
    except OSError as problem:
        raise wrong(f"{path}: cannot be read ({problem.strerror}); DENPYO_CONFIG names its folder") from problem


def _with_password(url: str) -> str:
    """The password between user and host, unless one stands there or none is set: some databases trust this machine."""
    address = urlsplit(url)
    is_set = any(os.environ.get(name) for name in (DATABASE_PASSWORD, f"{DATABASE_PASSWORD}_FILE"))
    if address.password or not address.username or not is_set:
        return url
    user, _, place = address.netloc.rpartition("@")
    return address._replace(netloc=f"{user}:{quote(secret(DATABASE_PASSWORD), safe='')}@{place}").geturl()


def browser_path(settings: Settings) -> Path:
    """The Chromium to drive: the setting, else what the set-up found, else Debian's; Misconfigured when there is none."""
    named = settings.browser or _found_by_set_up("browser")
    usable = named or next((p for name in BROWSERS if (p := shutil.which(name))), "")
    if not usable or not Path(usable).exists():
        raise Misconfigured("no browser is set: run `make setup`, or set DENPYO_BROWSER to the path of a Chromium")
    return Path(usable)


def easyocr_weights(settings: Settings) -> tuple[Path | None, Path | None]:
    """EasyOCR's weights as ocr.page.load_engines takes them; None: where they lie by themselves."""
    found = Path(_found_by_set_up("easyocr_models") or os.devnull)
    return settings.easyocr_models or (found if found.is_dir() else None), settings.easyocr_japanese


def _found_by_set_up(what: str) -> str:
    found = HERE.parent / ".setup" / "paths.json"
    return str(json.loads(found.read_text(encoding="utf-8")).get(what, "")) if found.is_file() else ""


def load_forms(folder: Path) -> dict[str, tuple[Form, Path | None]]:
    """Every form in a folder by name, each with the path of its blank page (None: free layout) and the fitted thresholds.

    BadForm names the file to mend.
    """
    forms: dict[str, tuple[Form, Path | None]] = {}
    fitted = config_folder() / "thresholds.toml"
    thresholds = thresholds_from(_toml(fitted), str(fitted))
    for path in sorted(folder.glob("*.toml")):
        form = with_thresholds(form_from(_toml(path, BadForm), str(path)), thresholds)
        if form.name in forms:
            raise BadForm(f"{path}: the form name {form.name!r} is used twice")
        reference = path.parent / form.reference if form.layout == "fixed" else None
        if reference and not reference.is_file():
            raise BadForm(f"{path}: the blank page {form.reference!r} is not beside it")
        forms[form.name] = (form, reference)
    return forms


def secret(name: str) -> str:
    """The secret in environment variable `name`, or in the file that `name`_FILE names; Misconfigured when there is none."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return _secret_in(Path(path), name)
    raise Misconfigured(f"set {name}, or {name}_FILE to the path of a file that holds it")


def _secret_in(path: Path, name: str) -> str:
    try:
        value = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise Misconfigured(f"{name}_FILE names {path}, which cannot be read ({type(problem).__name__})") from None
    if not value:
        raise Misconfigured(f"{name}_FILE names {path}, which is empty")
    return value
