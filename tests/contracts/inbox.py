"""What every Inbox promises, whatever the paper comes through.

Subclass it and say how a file is dropped, how the inbox looks after a crash, and what a clerk finds afterwards.
"""

from abc import abstractmethod
from typing import NamedTuple

from slips.ports import Inbox


class Answered(NamedTuple):
    """A file with its answer, as a clerk finds it. place: "done" or "aside"."""

    place: str
    name: str
    data: bytes
    note: str


class InboxContract:
    """Sentences about an Inbox."""

    @abstractmethod
    def inbox(self) -> Inbox:
        """An inbox over the same place each time: the second one is what starts after a crash."""

    @abstractmethod
    def drop(self, desk: str, name: str, data: bytes) -> None:
        """What a scanner or a person does."""

    @abstractmethod
    def answers(self, desk: str) -> list[Answered]:
        """All that a clerk of this desk finds answered, in any order."""

    def test_an_empty_inbox_has_nothing_waiting(self) -> None:
        assert self.inbox().waiting() == []

    def test_a_dropped_file_arrives_with_its_desk_its_name_and_its_bytes(self) -> None:
        self.drop("gakkou", "scan0001.pdf", b"paper")
        (arrival,) = self.inbox().waiting()
        assert (arrival.desk, arrival.untrusted_name) == ("gakkou", "scan0001.pdf")
        assert arrival.path.read_bytes() == b"paper"

    def test_files_of_all_desks_arrive_oldest_first(self) -> None:
        for number, desk in enumerate(["b", "a", "b"]):
            self.drop(desk, f"scan{number}.pdf", b"paper")
        assert [arrival.untrusted_name for arrival in self.inbox().waiting()] == ["scan0.pdf", "scan1.pdf", "scan2.pdf"]

    def test_a_file_taken_before_a_crash_comes_again_as_the_same_arrival(self) -> None:
        self.drop("gakkou", "scan0001.pdf", b"paper")
        before = self.inbox().waiting()
        assert self.inbox().waiting() == before

    def test_a_peek_takes_nothing_and_tells_what_is_dropped_and_what_is_claimed(self) -> None:
        self.drop("gakkou", "scan0001.pdf", b"paper")
        inbox = self.inbox()
        dropped, claimed = inbox.peek()
        assert (len(dropped), claimed) == (1, [])
        (arrival,) = inbox.waiting()
        assert inbox.peek() == ([], [arrival.path.name])

    def test_a_done_file_is_found_with_the_note_and_does_not_come_again(self) -> None:
        self.drop("gakkou", "scan0001.pdf", b"paper")
        inbox = self.inbox()
        inbox.done(inbox.waiting()[0], "登録しました。")
        (answered,) = self.answers("gakkou")
        assert (answered.place, answered.name, answered.data) == ("done", "scan0001.pdf", b"paper")
        assert "登録しました。" in answered.note
        assert self.inbox().waiting() == []

    def test_a_done_file_that_is_not_to_be_kept_leaves_only_its_note(self) -> None:
        self.drop("gakkou", "scan0001.pdf", b"paper")
        inbox = self.inbox()
        (arrival,) = inbox.waiting()
        inbox.done(arrival, "登録しました。", keep=False)
        inbox.done(arrival, "登録しました。", keep=False)
        assert self.answers("gakkou") == []
        assert inbox.claimed() == []
        assert not arrival.path.exists()

    def test_a_file_put_aside_is_found_with_the_reason(self) -> None:
        self.drop("gakkou", "scan0001.pdf", b"")
        inbox = self.inbox()
        inbox.aside(inbox.waiting()[0], "中身が空です。")
        (answered,) = self.answers("gakkou")
        assert (answered.place, answered.data) == ("aside", b"")
        assert "中身が空です。" in answered.note

    def test_an_answer_may_be_given_twice(self) -> None:
        self.drop("gakkou", "scan0001.pdf", b"paper")
        inbox = self.inbox()
        (arrival,) = inbox.waiting()
        inbox.done(arrival, "登録しました。")
        inbox.done(arrival, "登録しました。")
        assert len(self.answers("gakkou")) == 1

    def test_two_files_of_one_name_are_two_arrivals_and_two_answers(self) -> None:
        inbox = self.inbox()
        for data in (b"Monday", b"Tuesday", b"Wednesday"):
            self.drop("gakkou", "scan0001.pdf", data)
            (arrival,) = inbox.waiting()
            inbox.done(arrival, f"{data.decode()} の分です。")
        answers = self.answers("gakkou")
        assert {answered.data for answered in answers} == {b"Monday", b"Tuesday", b"Wednesday"}
        assert all(f"{answered.data.decode()} の分です。" in answered.note for answered in answers)

    def test_the_same_name_may_be_dropped_while_the_first_is_still_being_worked_on(self) -> None:
        inbox = self.inbox()
        self.drop("gakkou", "scan0001.pdf", b"Monday")
        inbox.waiting()
        self.drop("gakkou", "scan0001.pdf", b"Tuesday")
        assert [arrival.path.read_bytes() for arrival in inbox.waiting()] == [b"Monday", b"Tuesday"]
