"""The files that the command line reads and writes: nothing is lost or left behind."""

from __future__ import annotations

import csv
import errno
import io
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from malmolund import _cli
from malmolund._cli import main


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conftest import Python

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none")

CSV = "Kommun,Antal\nLunds kommun,1\nHörby,2\nMALMÖ,3\n"
MATCHED = (
    "Kommun,Antal,municipality_code\nLunds kommun,1,1281\nHörby,2,\nMALMÖ,3,1280\n"
)
RUN = (sys.executable, "-m", "malmolund")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(CSV.encode())
    return path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out.csv"


def match(*words: object) -> int:
    return main(["match", *map(str, words)])


def matched(file: Path, *words: object, column: str = "Kommun") -> str:
    """Return what is written for a file."""
    output = file.with_name("matched.csv")
    assert 0 == match(file, "--column", column, "--output", output, *words)
    return output.read_bytes().decode()


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Return what is told where nothing is written."""
    with pytest.raises(SystemExit) as caught:
        match(*words)

    assert 2 == caught.value.code
    out, err = capsys.readouterr()
    assert "" == out
    return err


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def in_shell(command: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run what a shell does with ``"$@"``, which is the command and its *words*."""
    return subprocess.run(
        ["/bin/sh", "-c", command, "sh", *RUN, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


class TestTheOutput:
    def test_may_be_the_input(self, file: Path) -> None:
        assert 0 == match(file, "--column", "Kommun", "--output", file)

        assert MATCHED == file.read_text(encoding="utf-8")
        assert ["in.csv"] == names(file.parent)

    def test_leaves_a_file_alone_that_is_called_as_it_with_part(
        self, file: Path, output: Path
    ) -> None:
        part = output.with_name("out.csv.part")
        part.write_text("somebody else's")
        part.chmod(0o444)

        match(file, "--column", "Kommun", "--output", output)

        assert MATCHED == output.read_text(encoding="utf-8")
        assert "somebody else's" == part.read_text()

    def test_leaves_that_file_alone_where_it_fails(
        self, file: Path, output: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        part = output.with_name("out.csv.part")
        part.write_text("somebody else's")

        refusal(capsys, file, "--column", "none", "--output", output)

        assert "somebody else's" == part.read_text()

    def test_may_be_made_of_an_input_called_as_it_with_part(
        self, file: Path, output: Path
    ) -> None:
        part = file.rename(output.with_name("out.csv.part"))

        assert 0 == match(part, "--column", "Kommun", "--output", output)

        assert MATCHED == output.read_text(encoding="utf-8")
        assert CSV == part.read_text(encoding="utf-8")

    @posix
    def test_does_not_wait_for_a_pipe_called_as_it_with_part(
        self, file: Path, output: Path
    ) -> None:
        os.mkfifo(output.with_name("out.csv.part"))

        assert 0 == match(file, "--column", "Kommun", "--output", output)

        assert MATCHED == output.read_text(encoding="utf-8")

    @posix
    def test_through_a_link_is_what_it_leads_to(self, file: Path) -> None:
        folder = file.parent / "elsewhere"
        folder.mkdir()
        (folder / "real.csv").write_text("before")
        link, between = file.with_name("link.csv"), file.with_name("between.csv")
        link.symlink_to("between.csv")
        between.symlink_to("elsewhere/real.csv")

        match(file, "--column", "Kommun", "--output", link)

        assert link.is_symlink()
        assert between.is_symlink()
        assert MATCHED == (folder / "real.csv").read_text(encoding="utf-8")
        assert ["real.csv"] == names(folder)

    @posix
    def test_through_a_link_to_nothing_is_made_there(self, file: Path) -> None:
        link = file.with_name("link.csv")
        link.symlink_to("new.csv")

        match(file, "--column", "Kommun", "--output", link)

        assert link.is_symlink()
        assert MATCHED == file.with_name("new.csv").read_text(encoding="utf-8")

    @posix
    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755])
    def test_keeps_its_mode(self, file: Path, output: Path, mode: int) -> None:
        output.write_text("before")
        output.chmod(mode)

        match(file, "--column", "Kommun", "--output", output)

        assert mode == stat.S_IMODE(output.stat().st_mode)
        assert MATCHED == output.read_text(encoding="utf-8")

    @posix
    def test_that_is_private_is_never_readable_by_others(
        self, file: Path, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        output.write_text("before")
        output.chmod(0o600)
        modes = []

        def layout(*_: object) -> None:
            (new,) = output.parent.glob(".malmolund-*")
            modes.append(stat.S_IMODE(new.stat().st_mode))
            raise _cli._RefusedError("no file")

        monkeypatch.setattr(_cli, "_layout", layout)
        with pytest.raises(SystemExit):
            match(file, "--column", "Kommun", "--output", output)

        assert [0o600] == modes

    @posix
    def test_that_is_new_has_the_mode_that_files_have(
        self, file: Path, output: Path
    ) -> None:
        usual = os.umask(0o027)
        try:
            match(file, "--column", "Kommun", "--output", output)
        finally:
            os.umask(usual)

        assert 0o640 == stat.S_IMODE(output.stat().st_mode)

    @pytest.mark.skipif(
        getattr(os, "geteuid", int)() != 0 or sys.platform == "win32",
        reason="only root may give files away",
    )
    def test_keeps_its_owner(self, file: Path, output: Path) -> None:
        output.write_text("before")
        os.chown(output, 12, 34)

        match(file, "--column", "Kommun", "--output", output)

        assert (12, 34) == (output.stat().st_uid, output.stat().st_gid)

    @posix
    def test_of_another_owner_is_written_where_it_cannot_be_given_back(
        self, file: Path, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden(*_: object) -> None:
            raise PermissionError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "chown", forbidden)
        output.write_text("before")

        match(file, "--column", "Kommun", "--output", output)

        assert MATCHED == output.read_text(encoding="utf-8")

    @posix
    @pytest.mark.parametrize("length", [251, 252, 253, 254, 255])
    def test_may_have_as_long_a_name_as_any_file(self, file: Path, length: int) -> None:
        output = file.with_name("ö" * 100 + "x" * (length - 200))

        assert 0 == match(file, "--column", "Kommun", "--output", output)
        assert 0 == main(["export", "plans", "--output", str(output)])

        assert sorted(["in.csv", output.name]) == names(file.parent)

    @pytest.mark.parametrize("place", ["none/out.csv", "in.csv/out.csv"])
    def test_that_cannot_be_made_is_named(
        self, file: Path, place: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        output = file.parent / place

        told = refusal(capsys, file, "--column", "Kommun", "--output", output)

        assert told.startswith(f"malmolund: cannot write {output}: N")
        assert ["in.csv"] == names(file.parent)

    @posix
    def test_that_a_disk_has_no_room_for_is_left_as_it_was(
        self, file: Path, output: Path, python: Python
    ) -> None:
        output.write_text("before")
        code = (
            "import resource, sys; from malmolund._cli import main; "
            "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)); main()"
        )
        words = ("match", str(file), "--column", "Kommun", "--output", str(output))

        done = python("-B", "-c", code, *words, measured=False)

        assert 2 == done.returncode
        assert f"malmolund: cannot write {output}: File too large\n" == done.stderr
        assert "before" == output.read_text()
        assert ["in.csv", "out.csv"] == names(file.parent)

    def test_that_there_is_no_room_for_is_named(
        self,
        file: Path,
        output: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(_cli, "_copy", full)

        told = refusal(capsys, file, "--column", "Kommun", "--output", output)

        assert f"malmolund: cannot write {output}: No space left on device\n" == told
        assert ["in.csv"] == names(file.parent)

    def test_of_shapes_is_asked_for_as_such(
        self, output: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        words = ["export", "boundaries", "--output", str(output)]

        with pytest.raises(SystemExit):
            main(words)
        assert "say: boundaries --format geojson" in capsys.readouterr().err
        assert not output.exists()

        assert 0 == main([*words, "--format", "geojson"])
        assert output.read_text(encoding="utf-8").startswith('{"type": "Feature')


@posix
class TestAnOutputThatIsNoFile:
    def test_is_written_to_where_it_is_a_pipe(self, file: Path) -> None:
        pipe = file.with_name("pipe")
        os.mkfifo(pipe)
        read: list[bytes] = []
        reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
        reader.start()

        assert 0 == match(file, "--column", "Kommun", "--output", pipe)
        reader.join()

        assert [MATCHED.encode()] == read
        assert pipe.is_fifo()
        assert ["in.csv", "pipe"] == names(file.parent)

    def test_is_written_to_where_it_is_a_device(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == match(file, "--column", "Kommun", "--output", os.devnull)

        assert Path(os.devnull).is_char_device()
        assert capsys.readouterr().err.startswith("3 values\n")

    def test_may_be_full(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("there is no /dev/full")

        told = refusal(capsys, file, "--column", "Kommun", "--output", "/dev/full")

        assert "malmolund: cannot write /dev/full: No space left on device\n" == told

    @pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "link"])
    def test_is_standard_output_that_is_a_pipe(self, file: Path, place: str) -> None:
        if place == "link":
            file.with_name(place).symlink_to("/dev/stdout")
        output = file.parent / place

        done = in_shell('"$@"', "match", file, "--column", "Kommun", "--output", output)

        assert (0, MATCHED) == (done.returncode, done.stdout)

    def test_is_standard_output_that_others_have_written_to(
        self, file: Path, output: Path
    ) -> None:
        output.write_text("before\n")
        kept = output.stat().st_ino
        words = ("match", file, "--column", "Kommun", "--output", "/dev/fd/1")

        done = in_shell(f'"$@" >> {output}', *words)

        assert 0 == done.returncode
        assert f"before\n{MATCHED}" == output.read_text(encoding="utf-8")
        assert kept == output.stat().st_ino

    @pytest.mark.parametrize(
        "command",
        [
            '(echo before; "$@" /dev/stdout; echo after) > "$0"',
            '(echo before; "$@" /dev/fd/1; echo after) > "$0" 2> told',
            '(echo before >&3; "$@" /dev/fd/3; echo after >&3) 3> "$0"',
            '(echo before >&3; "$@" /proc/self/fd/3; echo after >&3) 3> "$0"',
        ],
        ids=["stdout", "fd-1", "fd-3", "self"],
    )
    def test_is_a_file_that_others_go_on_writing_to(
        self, file: Path, output: Path, command: str
    ) -> None:
        words = ("match", str(file), "--column", "Kommun", "--output")

        done = subprocess.run(
            ["/bin/sh", "-c", command, str(output), *RUN, *words],
            cwd=file.parent,
            stderr=subprocess.DEVNULL,
            check=False,
        )

        assert 0 == done.returncode
        assert f"before\n{MATCHED}after\n" == output.read_text(encoding="utf-8")

    def test_is_the_file_that_the_report_goes_to_as_well(
        self, file: Path, output: Path
    ) -> None:
        words = ("match", file, "--column", "Kommun", "--output", "/dev/stdout")

        done = in_shell(f'"$@" > {output} 2>&1', *words)

        assert 0 == done.returncode
        text = output.read_text(encoding="utf-8")
        assert text.startswith(f"{MATCHED}3 values\n")

    def test_may_be_named_where_standard_output_and_error_are_closed(
        self, file: Path, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fstat: Callable[[int], os.stat_result] = os.fstat

        def closed(descriptor: int) -> os.stat_result:
            return fstat(descriptor if descriptor > 2 else 1_000_000)

        output.write_text("before")
        monkeypatch.setattr(os, "fstat", closed)

        assert 0 == match(file, "--column", "Kommun", "--output", output)

        assert MATCHED == output.read_text(encoding="utf-8")

    def test_is_standard_output_that_nobody_reads(self, file: Path) -> None:
        words = ("match", file, "--column", "Kommun", "--output", "/dev/stdout")
        read, write = os.pipe()
        os.close(read)

        done = subprocess.run(
            [*RUN, *map(str, words)], stdout=write, stderr=subprocess.PIPE, check=False
        )
        os.close(write)

        assert (141, b"") == (done.returncode, done.stderr)

    def test_gets_nothing_of_a_file_that_breaks_late(
        self, file: Path, output: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes(CSV.encode() + b'"')
        with output.open("wb") as opened:
            place = f"/dev/fd/{opened.fileno()}"

            refusal(capsys, file, "--column", "Kommun", "--output", place)

        assert b"" == output.read_bytes()

    def test_gets_what_is_exported_too(self) -> None:
        done = in_shell('"$@"', "export", "plans", "--output", "/dev/stdout")

        assert done.stdout.startswith("id,title,")

    def test_is_not_blamed_for_what_cannot_be_read(
        self, output: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        if not Path("/proc/self/mem").exists():
            pytest.skip("there is no file that can be opened and not read")

        told = refusal(capsys, "/proc/self/mem", "--column", "1", "--output", output)

        assert "malmolund: /proc/self/mem: Input/output error\n" == told

    def test_is_no_input_either(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pipe = file.with_name("pipe.csv")
        os.mkfifo(pipe)

        told = refusal(capsys, pipe, "--column", "Kommun")

        assert f"malmolund: {pipe}: expected a file, which can be read twice" in told


class TestStandardOutput:
    @pytest.mark.parametrize("spooled", [5_000_000, 10])
    def test_has_nothing_of_a_file_that_breaks_late(
        self,
        file: Path,
        spooled: int,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(_cli, "_SPOOLED", spooled)
        file.write_bytes(b'Kommun,x\nMalm\xc3\xb6,2\n"Lund","a \\" b"\n')

        told = refusal(capsys, file, "--column", "Kommun")

        assert f"malmolund: {file}: line 3: ',' expected after '\"'; within" in told

    @pytest.mark.parametrize("spooled", [5_000_000, 10])
    def test_has_all_of_a_file_that_is_whole(
        self,
        file: Path,
        spooled: int,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(_cli, "_SPOOLED", spooled)

        assert 0 == match(file, "--column", "Kommun")

        assert MATCHED == capsys.readouterr().out

    @posix
    def test_may_be_closed_where_a_file_is_named(
        self, file: Path, output: Path
    ) -> None:
        words = ("match", file, "--column", "Kommun", "--output", output)

        done = in_shell('"$@" >&-', *words)

        assert 0 == done.returncode
        assert done.stderr.startswith("3 values\n")
        assert MATCHED == output.read_text(encoding="utf-8")

    @posix
    @pytest.mark.parametrize(
        "words", [(), ("--json",), ("export", "plans"), ("match", "@", "--column", "x")]
    )
    def test_that_is_closed_is_told_of_in_a_line(
        self, file: Path, words: Iterable[str]
    ) -> None:
        file.write_text("x,y\nLund,1\n")

        done = in_shell('"$@" >&-', *(str(file) if w == "@" else w for w in words))

        expected = "malmolund: cannot write: standard output is closed\n"
        assert (1, expected) == (done.returncode, done.stderr)

    @posix
    def test_that_nobody_reads_is_no_traceback_for_the_help(
        self, python: Python
    ) -> None:
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [*RUN, "match", "--help"],
            env=python.environment(PYTHONUNBUFFERED=""),
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(write)

        assert (141, b"") == (done.returncode, done.stderr)


@posix
class TestStandardError:
    @pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full", ">&- 2>&-", "<&- 2>&-"])
    def test_that_cannot_be_written_does_not_fail_what_was_written(
        self, file: Path, output: Path, closed: str
    ) -> None:
        if "full" in closed and not Path("/dev/full").exists():
            pytest.skip("there is no /dev/full")
        words = ("match", file, "--column", "Kommun", "--output", output)

        done = in_shell(f'"$@" {closed}', *words)

        assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
        assert MATCHED == output.read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("words", "status"),
        [(("Lnud",), 2), (("match", "none.csv", "--column", "x"), 2), (("Lund",), 0)],
    )
    def test_that_is_closed_changes_no_status(
        self, words: Iterable[str], status: int
    ) -> None:
        done = in_shell('"$@" 2>&-', *words)

        assert (status, "") == (done.returncode, done.stderr)

    def test_that_is_closed_hides_how_far_a_long_file_is(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_cli, "_LARGE", 1)
        monkeypatch.setattr(sys, "stderr", None)

        assert MATCHED == matched(file)


# The signals that end a program which does not know them, as far as it can know them.
ENDS = [
    (getattr(signal, name), status)
    for name, status in (
        *(("SIGTERM", 143), ("SIGHUP", 129), ("SIGQUIT", 131), ("SIGUSR1", 138)),
        *(("SIGUSR2", 140), ("SIGALRM", 142), ("SIGVTALRM", 154), ("SIGPROF", 155)),
        ("SIGXCPU", 152),
    )
    if hasattr(signal, name)
]


@posix
class TestAProgramThatIsAskedToEnd:
    @pytest.fixture(autouse=True)
    def usual_signals(self) -> Iterator[None]:
        """Have signals as in a terminal, also where the tests run without one."""
        numbers = [number for number, _ in ENDS]
        before = [signal.signal(number, signal.SIG_DFL) for number in numbers]
        yield
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

    @pytest.mark.parametrize(("number", "status"), ENDS, ids=str)
    def test_leaves_nothing_and_says_nothing(
        self, number: int, status: int, file: Path, output: Path, python: Python
    ) -> None:
        file.write_text("Kommun\n" + "Lund\n" * 3_000_000, encoding="utf-8")
        output.write_text("before")
        words = ["match", file, "--column", "Kommun", "--output", output]
        with subprocess.Popen(
            [*RUN, *map(str, words)],
            env=python.environment(),
            stderr=subprocess.PIPE,
        ) as program:
            while not any(new.stat().st_size for new in file.parent.glob(".m*")):
                assert program.poll() is None
                time.sleep(0.01)
            program.send_signal(number)
            _, told = program.communicate(timeout=60)

        assert (status, b"") == (program.returncode, told)
        assert "before" == output.read_text()
        assert ["in.csv", "out.csv"] == names(file.parent)

    def asked(self, monkeypatch: pytest.MonkeyPatch, *numbers: int) -> None:
        """Let the program be asked to end while it looks at a file."""

        def layout(*_: object) -> None:
            for number in numbers:
                signal.raise_signal(number)

        monkeypatch.setattr(_cli, "_layout", layout)

    def test_is_asked_but_once(
        self, file: Path, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unlink = Path.unlink

        def interrupted(path: Path, **options: Any) -> None:
            signal.raise_signal(signal.SIGTERM)
            unlink(path, **options)

        self.asked(monkeypatch, signal.SIGHUP)
        monkeypatch.setattr(Path, "unlink", interrupted)

        with pytest.raises(SystemExit) as caught:
            match(file, "--column", "Kommun", "--output", output)

        assert 129 == caught.value.code
        assert ["in.csv"] == names(file.parent)

    def test_takes_signals_as_before_afterwards(
        self, file: Path, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        usual = list(map(signal.getsignal, numbers))

        match(file, "--column", "Kommun", "--output", output)
        assert usual == list(map(signal.getsignal, numbers))

        self.asked(monkeypatch, signal.SIGTERM)
        with pytest.raises(SystemExit):
            match(file, "--column", "Kommun", "--output", output)
        assert usual == list(map(signal.getsignal, numbers))

    def test_goes_on_where_a_signal_is_ignored(
        self, file: Path, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        layout: Callable[..., Any] = _cli._layout

        def hung_up(*given: Any) -> Any:
            signal.raise_signal(signal.SIGHUP)
            return layout(*given)

        monkeypatch.setattr(_cli, "_layout", hung_up)
        usual = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            assert 0 == match(file, "--column", "Kommun", "--output", output)
        finally:
            signal.signal(signal.SIGHUP, usual)

        assert MATCHED == output.read_text(encoding="utf-8")

    def test_may_run_in_a_thread(self, file: Path, output: Path) -> None:
        words = ("match", file, "--column", "Kommun", "--output", output)
        thread = threading.Thread(target=main, args=(list(map(str, words)),))
        thread.start()
        thread.join()

        assert MATCHED == output.read_text(encoding="utf-8")


class TestTheEncoding:
    def test_of_a_file_that_is_nearly_in_utf_8_is_not_guessed(
        self, file: Path, output: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes("Kommun;Ort\nMalmö;Åkarp\nLund;".encode() + b"Caf\xe9\n")

        told = refusal(capsys, file, "--column", "Kommun", "--output", output)

        assert told.startswith(
            f"malmolund: {file}: it is in UTF-8, but line 3 has the byte 0xe9 (byte 34 "
            "of the file) after 'Lund;Caf', which is not; correct that, or say with "
            "--encoding"
        )
        assert not output.exists()

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("rows", [0, 30_000])
    def test_is_not_guessed_wherever_the_byte_is(
        self,
        file: Path,
        line_end: str,
        rows: int,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        lines = ["Kommun;x", *["Malmö;å"] * rows, "Höör;Lund "]
        file.write_bytes(line_end.join(lines).encode() + b"\xff" + line_end.encode())

        told = refusal(capsys, file, "--column", "Kommun")

        number = len(line_end.join(lines).encode()) + 1
        assert (
            f"line {rows + 2} has the byte 0xff (byte {number} of the file) "
            "after 'Höör;Lund '"
        ) in told

    @pytest.mark.parametrize("end", [b"\xc3", b"\xe2\x82"])
    def test_is_not_guessed_where_the_end_is_cut_off(
        self, file: Path, end: bytes, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes("Kommun;x\nMalmö;".encode() + end)

        told = refusal(capsys, file, "--column", "Kommun")

        assert f"line 2 has the byte 0x{end[0]:02x} (byte 17 of the file)" in told

    def test_that_a_byte_order_mark_tells_is_not_guessed(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes(b"\xef\xbb\xbfKommun;x\nMalm\xf6;1\n")

        assert "it is in UTF-8, but line 2" in refusal(
            capsys, file, "--column", "Kommun"
        )

    def test_is_cp1252_where_nothing_is_utf_8_and_that_is_told(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes("Kommun;Pris\nMalmö;5 €\n".encode("cp1252"))

        assert "Kommun;Pris;municipality_code\nMalmö;5 €;1280\n" == matched(file)
        assert capsys.readouterr().err.startswith(
            f"malmolund: {file}: read as cp1252, as it is not in UTF-8: line 2 has the "
            "byte 0xf6 (byte 17 of the file) after 'Malm'. If letters come out wrong, "
            "say with --encoding what the file is in, such as mac-roman.\n1 values\n"
        )

    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_is_utf_8_where_all_is_and_nothing_is_told(
        self, file: Path, mark: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text(mark + CSV, encoding="utf-8")

        assert MATCHED == matched(file)
        assert capsys.readouterr().err.startswith("3 values\n")

    def test_that_nobody_knows_is_refused(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes(b"Kommun;x\nMalm\x94;1\n\x8f;2\n")

        told = refusal(capsys, file, "--column", "Kommun")

        assert (
            "it is neither in UTF-8 nor in cp1252: line 2 has the byte 0x94 (byte 14 of"
        ) in told
        assert "Malmö;1;1280" in matched(file, "--encoding", "cp850")

    @pytest.mark.parametrize(
        "encoding",
        [
            *("utf-8", "utf-8-sig", "cp1252", "latin-1", "mac-roman", "cp437"),
            *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-7"),
        ],
    )
    def test_is_what_is_given(self, file: Path, encoding: str) -> None:
        file.write_bytes(CSV.encode(encoding))

        assert MATCHED == matched(file, "--encoding", encoding)

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
    def test_that_is_given_may_have_a_byte_order_mark(
        self, file: Path, encoding: str
    ) -> None:
        file.write_bytes(f"\ufeff{CSV}".encode(encoding))

        assert MATCHED == matched(file, "--encoding", encoding)

    def test_that_is_given_goes_before_what_is_found(self, file: Path) -> None:
        file.write_bytes(b"Kommun;x\nMalm\x9a;1\n")

        assert "Malmö;1;1280" in matched(file, "--encoding", "mac-roman")
        assert "Malmš;1;1280" in matched(file)  # repaired, as it was no UTF-8

    def test_that_is_given_and_wrong_is_refused(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes(b"Kommun;x\nMalm\xf6;1\n")

        told = refusal(capsys, file, "--column", "Kommun", "--encoding", "utf-8")

        assert "it is not in utf-8: line 2 has the byte 0xf6 (byte 14 of the " in told

    def test_that_is_given_and_gives_no_text_is_refused(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes(b"Kommun,x\nLund,+2AA-\n")  # half a character

        told = refusal(capsys, file, "--column", "Kommun", "--encoding", "utf-7")

        assert told.startswith(f"malmolund: {file}: ")

    def test_that_gives_half_of_a_character_cuts_nothing_at_it(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes(b"Kommun\nLund+2AA-b\n")

        told = refusal(capsys, file, "--column", "Kommun", "--encoding", "utf-7")

        assert told.startswith(f"malmolund: {file}: ")
        assert "surrogates not allowed" in told

    @pytest.mark.parametrize("name", ["utf-99", "rot13", "base64", "", "a\0b"])
    def test_that_python_does_not_know_is_refused(
        self, file: Path, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = refusal(capsys, file, "--column", "Kommun", f"--encoding={name}")

        assert f"argument --encoding: got {name!r}, expected an encoding that " in told

    @pytest.mark.parametrize(
        ("encoding", "mark", "told"),
        [
            ("utf-16-le", "\ufeff", "UTF-16; pass --encoding utf-16, or save it as"),
            ("utf-16-be", "\ufeff", "UTF-16; pass --encoding utf-16, or save it as"),
            ("utf-32-le", "\ufeff", "UTF-32; pass --encoding utf-32, or save it as"),
            ("utf-32-be", "\ufeff", "UTF-32; pass --encoding utf-32, or save it as"),
            ("utf-16-le", "", "UTF-16; pass --encoding utf-16-le, or save it as"),
            ("utf-16-be", "", "UTF-16; pass --encoding utf-16-be, or save it as"),
            ("utf-32-le", "", "UTF-32; pass --encoding utf-32-le, or save it as"),
            ("utf-32-be", "", "UTF-32; pass --encoding utf-32-be, or save it as"),
        ],
    )
    def test_of_two_or_four_bytes_is_named(
        self,
        file: Path,
        encoding: str,
        mark: str,
        told: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        file.write_bytes((mark + CSV).encode(encoding))

        assert f"it is in {told}" in refusal(capsys, file, "--column", "Kommun")
        assert MATCHED == matched(file, "--encoding", told.split()[3].rstrip(","))

    def test_may_have_cells_with_a_nul(self, file: Path) -> None:
        file.write_bytes(b"Kommun,x\nLund,a\0b\n")

        assert "Kommun,x,municipality_code\nLund,a\0b,1281\n" == matched(file)


WORKBOOK = (
    b"PK\x03\x04\x14\0\0\0\0\0\xc6Mz]\xc7\x1c\x17<\x08\0\0\0\x08\0\0\0\x13\0\0\0"
    b"[Content_Types].xml<Types/>"
    b"PK\x03\x04\x14\0\0\0\0\0\xc6Mz]\xce\x9e\x98\x13\x0b\0\0\0\x0b\0\0\0\x0f\0\0\0"
    b"xl/workbook.xml<workbook/>"
)
OPEN_DOCUMENT = (
    b"PK\x03\x04\x14\0\0\x08\0\0\xc6Mz]\xc7\x1c\x17<\x2e\0\0\0\x2e\0\0\0\x08\0\0\0"
    b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
)


class TestAFileThatIsNoText:
    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (WORKBOOK, "an Excel workbook; save it as CSV UTF-8"),
            (OPEN_DOCUMENT, "an OpenDocument file; save it as CSV UTF-8"),
            (b"PK\x03\x04\x14\0\0\0\0\0", "a zip archive; unpack it first"),
            (b"PK\x05\x06" + bytes(18), "a zip archive; unpack it first"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls); save"),
            (
                b"\x1f\x8b\x08\0\0\0\0\0\x02\x03",
                "compressed with gzip; unpack it first",
            ),
            (b"BZh91AY&SY", "compressed with bzip2; unpack it first"),
            (b"\xfd7zXZ\0", "compressed with xz; unpack it first"),
            (b"\x28\xb5\x2f\xfd\x04", "compressed with zstd; unpack it first"),
            (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
            (b"Rar!\x1a\x07\x01\0", "a RAR archive; unpack it first"),
            (b"%PDF-1.7\n", "a PDF; copy its table to a CSV file"),
            (b"PAR1\x15\x04", "a Parquet file; save it as CSV UTF-8"),
            (b"ARROW1\0\0", "an Arrow file; save it as CSV UTF-8"),
            (b"SQLite format 3\0\x10", "an SQLite database; export a table as CSV"),
        ],
    )
    @pytest.mark.parametrize("words", [(), ("--encoding", "latin-1")])
    def test_is_named_for_what_it_is(
        self,
        file: Path,
        content: bytes,
        what: str,
        words: Iterable[str],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        file.write_bytes(content)

        told = refusal(capsys, file, "--column", "Kommun", *words)

        assert f"malmolund: {file}: it is no CSV file but {what}" in told

    @pytest.mark.parametrize("name", ["PAR1", "BZh", "PK", "Rar!"])
    def test_is_none_that_only_begins_alike(self, file: Path, name: str) -> None:
        file.write_text(f"{name},Kommun\n1,Lund\n")

        assert f"{name},Kommun,municipality_code\n1,Lund,1281\n" == matched(file)


class TestTheNamesOfTheColumns:
    TITLE = "Folkmängd efter region och år\n\nregion;2024\n1280 Malmö;1\n1266 Hörby;2\n"

    def test_may_be_below_a_title_that_stays(self, file: Path) -> None:
        file.write_bytes(f"{self.TITLE}Källa: SCB;\n".encode("cp1252"))

        assert (
            "Folkmängd efter region och år\n\nregion;2024;municipality_code\n"
            "1280 Malmö;1;1280\n1266 Hörby;2;\nKälla: SCB;;\n"
        ) == matched(file, "--header", 3, column="region")

    def test_below_a_title_are_not_guessed_but_pointed_out(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text(self.TITLE, encoding="utf-8")

        told = refusal(capsys, file, "--column", "region")

        assert (
            "expected the names of the columns in line 1, but there is no column "
            "'region'; the columns are: 'Folkmängd efter region och år'. Line 3 has "
            "that name: pass --header 3\n"
        ) in told

    def test_may_be_below_lines_that_only_look_like_rows(self, file: Path) -> None:
        above = 'a "title", with;commas\r\n"and what is not closed\r\n'
        file.write_bytes(f"{above}x;Kommun\n1;Lund\n".encode())

        assert (f"{above}x;Kommun;municipality_code\n1;Lund;1281\n") == matched(
            file, "--header", 3
        )

    def test_are_not_taken_from_a_blank_line(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("\nKommun;Antal\nBurlöv;1\n", encoding="utf-8")

        told = refusal(capsys, file, "--column", "Kommun")

        assert "the columns are: none. Line 2 has that name: pass --header 2\n" in told
        assert ("\nKommun;Antal;municipality_code\nBurlöv;1;1231\n") == matched(
            file, "--header", 2
        )

    def test_may_be_asked_for_below_the_end(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = refusal(capsys, file, "--column", "Kommun", "--header", 10**12)
        beyond = refusal(capsys, file, "--column", "Kommun", "--header", 10**20)

        assert "expected the names of the columns in line 1000000000000, but" in told
        assert f"got '{10**20}', expected the number of a line, such as 3" in beyond
        assert "pass --header 1\n" in told

    @pytest.mark.parametrize("given", ["0", "-1", "x", "1.5", "²"])
    def test_are_in_a_line_that_has_a_number(
        self, file: Path, given: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = refusal(capsys, file, "--column", "Kommun", f"--header={given}")

        assert f"got {given!r}, expected the number of a line, such as 3" in told

    def test_below_a_title_do_not_shift_the_line_of_an_error(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text('title\n\nKommun;x\nLund;1\n"a"b;1\n')

        told = refusal(capsys, file, "--column", "Kommun", "--header", 3)

        assert f"{file}: line 5: ';' expected after" in told

    def test_may_be_below_the_line_that_tells_excel_the_delimiter(
        self, file: Path
    ) -> None:
        file.write_bytes(
            b"\xef\xbb\xbfsep=;\r\nKommun;Antal\r\nMalm\xc3\xb6;1\r\nLund, x;2\r\n"
        )

        assert (
            "sep=;\r\nKommun;Antal;municipality_code\r\nMalmö;1;1280\r\nLund, x;2;\r\n"
        ) == matched(file)

    @pytest.mark.parametrize("line", ['"sep=~"', "SEP=~"])
    def test_may_be_separated_as_that_line_says(self, file: Path, line: str) -> None:
        file.write_text(f"{line}\nKommun~x\nLund~1,5\n")

        assert (f"{line}\nKommun~x~municipality_code\nLund~1,5~1281\n") == matched(file)

    def test_may_be_below_that_line_and_a_title(self, file: Path) -> None:
        file.write_text("sep=;\na title\nKommun;x\nLund;1,5\n")

        assert (
            "sep=;\na title\nKommun;x;municipality_code\nLund;1,5;1281\n"
        ) == matched(file, "--header", 3)

    def test_that_are_the_same_are_told_apart_by_their_positions(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("Kommun;Kommun;x\nLund;Malmö;1\n", encoding="utf-8")

        told = refusal(capsys, file, "--column", "Kommun")

        assert (
            "2 columns are called 'Kommun'; pass --column 1 or --column 2\n"
        ) in told
        assert matched(file, column="1").endswith("\nLund;Malmö;1;1281\n")
        assert matched(file, column="2").endswith("\nLund;Malmö;1;1280\n")

    def test_go_before_positions(self, file: Path) -> None:
        file.write_text("2,x\nLund,Malmö\n", encoding="utf-8")

        assert matched(file, column="2").endswith("\nLund,Malmö,1281\n")

    @pytest.mark.parametrize("position", ["0", "3", "-1", "²"])
    def test_have_positions_from_1_to_their_number(
        self, file: Path, position: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = refusal(capsys, file, f"--column={position}")

        assert f"there is no column {position!r}; the columns are: 'Kommun', " in told

    def test_may_have_the_new_one_among_them_if_that_gets_another(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("postal;municipality_code;Kommun\n22100;1281;Lund\n")

        told = refusal(capsys, file, "--column", "Kommun")

        assert (
            "a column 'municipality_code' already; pass another --name or --status\n"
            in told
        )
        assert (
            "postal;municipality_code;Kommun;kod\n22100;1281;Lund;1281\n"
        ) == matched(file, "--name", "kod")
        assert "a column 'Kommun' already" in refusal(
            capsys, file, "--column", "Kommun", "--name", "Kommun"
        )

    @posix
    def test_cannot_be_what_is_no_text(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        name = os.fsdecode(b"\xff")

        told = refusal(capsys, file, "--column", "Kommun", "--name", name)

        assert "surrogates not allowed" in told

    def test_may_have_line_ends_that_are_not_those_of_the_file(
        self, file: Path
    ) -> None:
        file.write_bytes(b'"per\nyear";Kommun\r\n1;Lund\r\n')

        assert ('"per\nyear";Kommun;municipality_code\r\n1;Lund;1281\r\n') == matched(
            file
        )

    def test_may_end_as_on_an_old_mac(self, file: Path) -> None:
        file.write_bytes(b"Kommun;x\rLund;1\r")

        assert "Kommun;x;municipality_code\rLund;1;1281\r" == matched(file)


class TestADelimiter:
    def test_is_not_made_of_the_commas_of_the_only_column(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("Kommun\nLund, Gnosjö\n1281,5\nMalmö\n", encoding="utf-8")

        assert (
            'Kommun,municipality_code\n"Lund, Gnosjö",\n"1281,5",\nMalmö,1280\n'
        ) == matched(file)
        assert "not recognised: 2\n  'Lund, Gnosjö' (1 x)" in capsys.readouterr().err

    def test_is_not_made_of_those_of_its_name_if_that_is_asked_for(
        self, file: Path
    ) -> None:
        file.write_text("Kommun, stad\nLund\n")

        assert ('"Kommun, stad",municipality_code\nLund,1281\n') == matched(
            file, column="Kommun, stad"
        )

    def test_may_be_given(self, file: Path) -> None:
        file.write_text("Kommun\nLund,1\n")

        assert ("Kommun,municipality_code\nLund,1281,1\n") == matched(
            file, "--delimiter", ","
        )

    @pytest.mark.parametrize("given", ["\t", r"\t", "tab"])
    def test_may_be_a_tab(self, file: Path, given: str) -> None:
        file.write_text("Kommun, stad\tx, y\nLund\t1\n")

        assert ("Kommun, stad\tx, y\tmunicipality_code\nLund\t1\t1281\n") == matched(
            file, "--delimiter", given, column="Kommun, stad"
        )

    def test_that_is_given_goes_before_what_is_found(self, file: Path) -> None:
        file.write_text("Kommun:a;b;c\nLund:1;2;3\n")

        assert ("Kommun:a;b;c:municipality_code\nLund:1;2;3:1281\n") == matched(
            file, "--delimiter", ":"
        )

    @pytest.mark.parametrize("given", ["", ";;", '"', "\n", "\r", "\0"])
    def test_is_one_character(
        self, file: Path, given: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = refusal(capsys, file, "--column", "Kommun", f"--delimiter={given}")

        assert f"got {given!r}, expected one character, such as ;" in told

    def test_that_is_not_found_is_asked_for(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("Kommun~x\nLund~1\n")

        told = refusal(capsys, file, "--column", "Kommun")

        assert "the columns are: 'Kommun~x'. If another line has the names, " in told
        assert "say how with --delimiter\n" in told

    def test_is_not_guessed_where_a_position_is_given(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("Kommun (kod, namn);Antal (2020, 2021)\n1281;5\n")

        told = refusal(capsys, file, "--column", "1")

        assert (
            "more than one character may separate the columns, and '1' is the name of "
            'none or of several; pass --delimiter "," or --delimiter ";"\n'
        ) in told
        assert (
            "Kommun (kod, namn);Antal (2020, 2021);municipality_code\n1281;5;1281\n"
        ) == matched(file, "--delimiter", ";", column="1")

    def test_is_not_guessed_where_the_name_is_one_with_several(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("Kommun,x\tKommun\nLund,1\tMalmö\n", encoding="utf-8")

        told = refusal(capsys, file, "--column", "Kommun")

        assert 'pass --delimiter "," or --delimiter tab\n' in told

    @pytest.mark.parametrize(
        ("header", "column", "option"),
        [
            ("Kommun;x", "Kommun", '--delimiter ";"'),
            ("Kommun\tx", "Kommun", "--delimiter tab"),
            ("Kommun, stad", "Kommun, stad", "no --delimiter"),
        ],
    )
    def test_that_is_given_and_wrong_is_told_of(
        self,
        file: Path,
        header: str,
        column: str,
        option: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        file.write_text(f"{header}\nLund\n")

        told = refusal(capsys, file, "--column", column, "--delimiter", ",")

        assert told.endswith(
            f"The line has that name with another delimiter: pass {option}\n"
        )

    def test_is_not_expected_where_there_is_none(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text('Kommun\n"Lund" x\n')

        told = refusal(capsys, file, "--column", "Kommun")

        assert "line 2: the end of the line expected after '\"'; within" in told


class TestACell:
    @pytest.mark.parametrize("cell", ['="1280"', "1280.0", "180.0", " Lund ", "Lnud"])
    def test_comes_out_as_it_went_in(self, file: Path, cell: str) -> None:
        file.write_text(f"Kommunkod;x\n{cell};1\n")

        rows = csv.reader(
            io.StringIO(matched(file, column="Kommunkod")), delimiter=";", strict=True
        )

        assert [["Kommunkod", "x"], [cell, "1"]] == [row[:2] for row in rows]

    def test_of_a_very_long_line_is_shown_in_part(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_bytes(b"Kommun,x\nLund," + b"y" * 300_000 + "å".encode() + b"\xff\n")

        told = refusal(capsys, file, "--column", "Kommun")

        assert (
            "byte 0xff (byte 300017 of the file) after 'yyyyyyyyyyyyyyyyyyyå'" in told
        )


class TestStreamsThatStandIn:
    def test_for_standard_output_get_all(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stdout", stream)

        assert 0 == match(file, "--column", "Kommun")

        assert MATCHED == stream.getvalue()
