"""Japanese fonts for the practice paper: print (mincho, gothic) and hands. Known by file name, wherever they lie."""

from pathlib import Path

from machine import Missing, apt_install

# kind -> (file, Debian package), in the order in which practice/paper sees them
FONTS = {
    "gothic": (
        ("ipaexg.ttf", "fonts-ipaexfont-gothic"),
        ("NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
        ("BIZUDGothic-Regular.ttf", "fonts-morisawa-bizud-gothic"),
    ),
    "mincho": (
        ("ipaexm.ttf", "fonts-ipaexfont-mincho"),
        ("NotoSerifCJK-Regular.ttc", "fonts-noto-cjk"),
        ("BIZUDMincho-Regular.ttf", "fonts-morisawa-bizud-mincho"),
    ),
    "hand": (
        ("YOzRN_.ttf", "fonts-yozvox-yozfont-new-kana"),
        ("setofont.ttf", "fonts-seto"),
        ("kiloji.ttf", "fonts-kiloji"),
        ("KleeOne-SemiBold.ttf", "fonts-klee"),
        ("YuseiMagic-Regular.ttf", "fonts-yusei-magic"),
    ),
}
LEAST = {"gothic": 1, "mincho": 1, "hand": 2}
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def install() -> dict[str, object]:
    """Installs the packages whose files are not there; a release may lack one as long as LEAST is kept."""
    there = installed()
    for package in sorted({package for kind in FONTS.values() for file, package in kind if file not in there}):
        try:
            apt_install(package)
        except Missing as problem:
            print(f"    {package} is not to be had here: {str(problem).splitlines()[0]}", flush=True)
    there = installed()
    found = {kind: [str(there[file]) for file, _ in files if file in there] for kind, files in FONTS.items()}
    for kind, least in LEAST.items():
        if len(found[kind]) < least:
            packages = ", ".join(package for _, package in FONTS[kind])
            raise Missing(f"{least} {kind} font(s) needed. Install {packages}, then run this again.")
    return {"fonts": found}


def installed() -> dict[str, Path]:
    names = {file for kind in FONTS.values() for file, _ in kind}
    files = (path for folder in FOLDERS for path in Path(folder).expanduser().glob("**/*.tt[fc]"))
    return {path.name: path for path in files if path.name in names}
