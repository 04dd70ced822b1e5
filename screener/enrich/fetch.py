"""Publishers' files, from paths or addresses, onto this machine: all of them, whole, or an error."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from screener import __version__
from screener.errors import InputError, SourceError, join_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screener.enrich.register import Dataset

TIMEOUT = 120
"""Seconds that a publisher's server may stay silent."""


def fetch(dataset: Dataset, sources: Sequence[str], folder: Path) -> list[Path]:
    """Return the publisher's files on this machine; addresses are fetched into a folder, all before any is read.

    Parameters
    ----------
    dataset : Dataset
        Its own addresses are used where no source is given.
    sources : sequence of str
        Paths of files or folders, and ``https://`` or ``http://`` addresses.
    folder : Path
        Empty folder for what is fetched.

    Raises
    ------
    InputError
        No source is known, or some cannot be meant as given.
    SourceError
        A file could not be fetched whole.
    """
    wanted = list(sources) or list(dataset.download)
    if not wanted:
        raise InputError(
            f"{dataset.name} has no fixed address to fetch from",
            hint=f"fetch its file from {dataset.address} and pass it with --from",
        )
    if problems := [problem for text in wanted if (problem := _fault(text))]:
        raise InputError(join_problems(problems, "these cannot be read:"), where="sources")
    paths: list[Path] = []
    for number, text in enumerate(wanted):
        if _is_address(text):
            # A folder for each: two addresses may end in the same name, and the loaders tell formats by suffix.
            (folder / str(number)).mkdir()
            paths.append(_download(text, folder / str(number)))
        elif Path(text).is_dir():
            paths += sorted(path for path in Path(text).iterdir() if path.is_file())
        else:
            paths.append(Path(text))
    return paths


def _is_address(text: str) -> bool:
    return "://" in text


def _fault(text: str) -> str | None:
    """Return why a source cannot be meant as given, or None."""
    if not _is_address(text):
        return None if Path(text).exists() else f"there is no file {text}"
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and parts.port != 0 and not re.search(r"[\s\x00-\x1f\x7f]", text)
        has_secret = parts.username is not None
    except ValueError:  # a bracket or a port that is none
        is_whole, has_secret = False, "@" in text
    if has_secret:
        return "an address may carry no user name or password: fetch the file yourself and pass its path"
    if not is_whole:
        return f"{text.partition('?')[0]} is no address; https://host/path is expected"
    if parts.scheme not in {"http", "https"}:
        return f"{_shown(text)}: only http and https addresses are fetched"
    return None


def _shown(address: str) -> str:
    """Return an address as messages print it: without user, password and query, which may be secret."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a publisher to http or https, and never from https to http."""

    def redirect_request(  # noqa: PLR0917  the library's own signature
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Return the request to follow, or raise."""
        scheme = urlsplit(newurl).scheme
        if scheme != "https" and (scheme != "http" or req.type == "https"):
            fp.close()
            raise urllib.error.URLError(f"it leads to {_shown(newurl)}, and only https is followed from {req.type}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download(address: str, folder: Path) -> Path:
    """Return the file at an address, whole, under its own name."""
    path = folder / (Path(urlsplit(address).path).name or "download")
    request = urllib.request.Request(address, headers={"User-Agent": _user_agent()})  # noqa: S310  http(s) only
    opener = urllib.request.build_opener(_Redirects)
    try:
        with opener.open(request, timeout=TIMEOUT) as answer, path.open("wb") as file:
            shutil.copyfileobj(answer, file)
            if answer.length:
                raise http.client.IncompleteRead(b"", answer.length)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise SourceError(f"could not be fetched: {_reason(error)}", where=_shown(address), hint=_HINT) from error
    return path


_HINT = (
    "try again later, with your name and e-mail address in SCREENER_USER, which some publishers ask for; "
    "or fetch the file with a browser and pass it with --from"
)


def _reason(error: Exception) -> str:
    """Return why a file could not be fetched, without the address: some errors of the library repeat it whole."""
    match error:
        case urllib.error.HTTPError(code=code):
            return f"the server answered {code} {http.client.responses.get(code, '')}".rstrip()
        case http.client.IncompleteRead(expected=missing):
            return f"the answer broke off{f', {missing:,} bytes short' if missing else ''}"
        case http.client.HTTPException() | ValueError():
            return f"the server or the address breaks the rules of HTTP ({type(error).__name__})"
        case _:
            return str(getattr(error, "reason", error))


def _user_agent() -> str:
    """Return who asks; the SEC wants a person it can write to."""
    contact = " ".join(os.environ.get("SCREENER_USER", "").split())
    return f"screener/{__version__}" + (f" ({contact.encode('ascii', 'replace').decode()})" if contact else "")
