"""The published folder: differences, what is intact, and the exchange of old and new."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from megafono import output, staging
from megafono.model import Stored
from megafono.problem import Stop
from tests.scratch import said

OLD = {"a.html": b"old a", "b/c.html": b"old c", "gone.html": b"old gone"}


def published(folder: Path, files: dict[str, bytes] | None = None) -> staging.Published:
    """Publish a site in a folder."""
    return output.publish(files or OLD, (), {}, folder, spare_of(folder))[0]


def spare_of(folder: Path) -> Path:
    """Return the spare of a published folder."""
    return folder.parent / ".cache" / "spare"


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder but for the mark."""
    found = {
        file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()
    }
    return {path: file.read_bytes() for path, file in sorted(found.items()) if path != staging.MARK}


def names(folder: Path) -> list[str]:
    """Return what is in a folder, but for the cache."""
    return sorted(item.name for item in folder.iterdir() if item.name != ".cache")


def test_a_difference_says_what_to_put_and_what_to_remove_sorted() -> None:
    found = output.difference({"a": "1", "b": "1", "z": "1"}, {"c": "1", "b": "2", "a": "1"})
    assert (found.put, found.remove) == (("b", "c"), ("z",))


def test_a_difference_with_itself_is_nothing() -> None:
    found = output.difference({"a": "1"}, {"a": "1"})
    assert (found.put, found.remove) == ((), ())


def test_a_new_site_takes_the_place_of_the_old_whole(tmp_path: Path) -> None:
    out = tmp_path / "public"
    before = published(out)
    assert tree(out) == OLD
    new = {"b/c.html": b"new c", "d.html": b"new d"}
    output.publish(new, ["a.html"], before, out, spare_of(out))
    assert tree(out) == {"a.html": b"old a", "b/c.html": b"new c", "d.html": b"new d"}
    assert names(tmp_path) == ["public"], "nothing is left beside it"


def test_a_kept_file_is_not_written_again(tmp_path: Path) -> None:
    out = tmp_path / "public"
    before = published(out)
    inode = (out / "a.html").stat().st_ino
    after, _ = output.publish({}, ["a.html"], before, out, spare_of(out))
    assert (out / "a.html").stat().st_ino == inode
    assert after["a.html"] == before["a.html"]


def test_what_lies_in_a_file_is_linked_and_another_takes_its_place_without_touching_it(
    tmp_path: Path,
) -> None:
    out, stored = tmp_path / "public", []
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
        stored.append(Stored(file=tmp_path / name, digest=f"of {name}"))
    rows: staging.Published = {}
    for data in (*stored, b"three", stored[0]):
        rows, _ = output.publish({"a.jpg": data}, (), rows, out, spare_of(out))
        found = data.file.read_bytes() if isinstance(data, Stored) else data
        assert tree(out) == tree(spare_of(out)) or not spare_of(out).exists()
        assert (out / "a.jpg").read_bytes() == found
        assert [item.file.read_text() for item in stored] == ["one", "two"]
    assert rows["a.jpg"][0] == "of one" and (out / "a.jpg").samefile(tmp_path / "one")


def test_what_somebody_changed_or_took_away_is_not_intact(tmp_path: Path) -> None:
    out = tmp_path / "public"
    before = published(out)
    assert output.intact(before, staging.survey(out)) == {
        path: row[0] for path, row in before.items()
    }
    (out / "a.html").write_bytes(b"other")
    (out / "gone.html").unlink()
    assert output.intact(before, staging.survey(out)).keys() == {"b/c.html"}


def test_a_folder_is_whole_only_with_just_the_files_expected(tmp_path: Path) -> None:
    out = tmp_path / "public"
    before = published(out)
    assert output.is_whole(before, staging.survey(out), set(OLD))
    assert not output.is_whole(before, staging.survey(out), {*OLD, "more.html"})
    (out / "stray.html").write_bytes(b"x")
    assert not output.is_whole(before, staging.survey(out), set(OLD))


def test_a_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(Stop) as stop:
        output.refuse_foreign(tmp_path)
    assert stop.value.status == 2
    assert "files that Megafono did not make" in said(stop.value.problems[0])


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "public"
    file.write_bytes(b"x")
    with pytest.raises(Stop) as stop:
        output.refuse_foreign(file)
    assert "is a file, not a folder" in said(stop.value.problems[0])


def test_an_empty_folder_or_none_or_our_own_is_taken(tmp_path: Path) -> None:
    output.refuse_foreign(tmp_path / "none")
    output.refuse_foreign(tmp_path)
    published(tmp_path / "public")
    output.refuse_foreign(tmp_path / "public")


def refusing(error: int, after: int = 0) -> Callable[..., Any]:
    """Return a function that refuses, as a disk does, after some calls."""
    calls = iter(range(after))
    write = staging.write

    def write_some(*given: Any) -> None:
        if next(calls, None) is None:
            raise OSError(error, os.strerror(error))
        write(*given)

    return write_some


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(
    ("error", "told"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "cannot be replaced: Permission denied")],
)
def test_where_the_disk_refuses_the_old_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, told: str, after: int
) -> None:
    out = tmp_path / "public"
    published(out)
    monkeypatch.setattr(staging, "write", refusing(error, after))
    with pytest.raises(Stop) as stop:
        output.publish({"a.html": b"new", "b.html": b"new"}, (), {}, out, spare_of(out))
    assert told in said(stop.value.problems[0]) and stop.value.status == 1
    assert tree(out) == OLD
    assert names(tmp_path) == ["public"]


def test_without_a_system_call_two_renames_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "public"
    published(out)
    monkeypatch.setattr(output, "exchanged", lambda *_: False)
    published(out, {"a.html": b"new"})
    assert tree(out) == {"a.html": b"new"}
    assert names(tmp_path) == ["public"]


def test_where_the_second_rename_fails_the_old_site_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "public"
    published(out)
    monkeypatch.setattr(output, "exchanged", lambda *_: False)
    rename = Path.rename

    def refuse_new(self: Path, target: Path) -> Path:
        if self.name == ".public.new":
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(Stop):
        published(out, {"a.html": b"new"})
    assert tree(out) == OLD


def test_where_links_are_not_to_be_had_files_are_copied_with_their_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "public"
    before = published(out)

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    after, _ = output.publish({}, before, before, out, spare_of(out))
    assert after == before and tree(out) == OLD


def test_a_build_killed_between_the_two_renames_is_put_right(tmp_path: Path) -> None:
    out = tmp_path / "public"
    published(out)
    out.rename(tmp_path / ".public.old")
    (tmp_path / ".public.new").mkdir()
    output.recover(out)
    assert tree(out) == OLD and names(tmp_path) == ["public"]


def test_a_build_killed_before_it_cleaned_up_leaves_the_new_site(tmp_path: Path) -> None:
    out = tmp_path / "public"
    published(out)
    (tmp_path / ".public.old").mkdir()
    (tmp_path / ".public.new").mkdir()
    output.recover(out)
    assert tree(out) == OLD and names(tmp_path) == ["public"]


def test_leftovers_that_are_links_go_and_what_they_lead_to_stays(tmp_path: Path) -> None:
    out, other = tmp_path / "public", tmp_path / "other"
    published(out)
    published(other)
    for leftover in output.beside(out):
        leftover.symlink_to(other)
    published(out, {"a.html": b"new"})
    assert tree(out) == {"a.html": b"new"} and tree(other) == OLD
    assert names(tmp_path) == ["other", "public"]


def test_a_link_that_is_left_does_not_take_the_place_of_the_site(tmp_path: Path) -> None:
    out, other = tmp_path / "public", tmp_path / "other"
    published(other)
    output.beside(out)[1].symlink_to(other)
    output.recover(out)
    assert names(tmp_path) == ["other"] and tree(other) == OLD


def test_where_a_new_file_is_gone_before_it_is_looked_at_the_old_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "public"
    published(out)

    monkeypatch.setattr(staging, "survey", lambda _: {})
    with pytest.raises(Stop) as stop:
        published(out, {"a.html": b"new"})
    assert "cannot be replaced: No such file" in said(stop.value.problems[0])
    assert tree(out) == OLD and names(tmp_path) == ["public"]


def misplaced(out: Path, root: Path) -> str:
    """Return why a folder may not be published in, or empty."""
    try:
        output.refuse_misplaced(out, root / ".cache" / "build", root)
    except Stop as stop:
        assert stop.status == 2
        return said(stop.problems[0])
    return ""


def test_a_site_is_not_published_over_itself_nor_over_what_it_is_made_of(tmp_path: Path) -> None:
    root = tmp_path / "site"
    (root / "content").mkdir(parents=True)
    (tmp_path / "link").symlink_to(root / "content")
    for out in (root, tmp_path, Path(root.anchor), root / "content" / "..", root / ".cache"):
        assert "which holds it. Choose another folder" in misplaced(out, root), out
    for inner in ("content", "content/pages", "themes", "plugins/x", "i18n", "../link/x"):
        assert "which it is made of. Choose another" in misplaced(root / inner, root), inner
    for inner in ("public", "../public", ".cache/check/public", "contents", "public/content"):
        assert misplaced(root / inner, root) == "", inner


def test_the_folder_one_is_in_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = misplaced(Path(), Path())
    assert told.startswith(f"the site cannot be published in {tmp_path.name}, which holds it")


def test_one_build_at_a_time_has_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "PATIENCE", 0.1)
    cache = tmp_path / ".cache" / "build"
    with output.alone(cache), output.alone(tmp_path / ".cache" / "other"):
        with pytest.raises(Stop) as stop, output.alone(cache):
            raise AssertionError("two at once")
        assert stop.value.status == 1
        assert "another build of this site is under way" in said(stop.value.problems[0])
    with output.alone(cache):
        pass


def test_a_build_waits_a_little_for_another(tmp_path: Path) -> None:
    with output.alone(tmp_path):
        order = ["first"]

        def second() -> None:
            with output.alone(tmp_path):
                order.append("second")

        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.2)
        order.append("first ends")
    thread.join(30)
    assert order == ["first", "first ends", "second"]


def test_where_no_lock_is_to_be_had_a_build_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with output.alone(tmp_path / "file"):
        pass


def test_the_exchange_of_two_folders_is_one_act_of_the_system(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).write_bytes(b"")
    if output.exchanged(one, other):
        assert names(one) == ["other"] and names(other) == ["one"]
    else:
        assert names(one) == ["one"] and names(other) == ["other"]
