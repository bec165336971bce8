"""The cue words of institutional statements as compiled patterns; the words stand in `data/lexicon/statements.csv`."""

from __future__ import annotations

import re
from functools import cache

from analysis.coding import lexicon
from analysis.coding.deontics import guarded

LONGEST = 600  # characters: what goes on longer without a comma is no clause, and is left alone
_HAN = "[\u4e00-\u9fff]"
_PACE = "每(?:半|一|两|三)?(?:年|月|周|天|日|季度|学期)"
LANDS = "各当因土耕基场阵天本外异实两内据工驻央"  # with 地 they are places and no adverbs: 各地, 根据地, 阵地
_NUMBERING = (
    "[（(]?[0-9０-９一二三四五六七八九十]{1,3}(?:[）)]|[、.．])[ 　]*(?=[^0-9０-９])|[①-⑳]|[一二三四五六七八九十](?=要)"
    "|第[一二三四五六七八九十]{1,3}(?:[、，,：:]|是(?=要|必须|应)|$)"
)


class StatementCues:
    """The lexicon as compiled patterns. `begins_…` hold the characters that the forms of a pattern begin with: a look-up
    that spares most of the calls."""

    def __init__(self) -> None:
        def initials(*functions: str) -> frozenset[str]:
            return frozenset(form[0] for function in functions for form in lexicon.forms("statements", function))

        self.begins_connective = initials("connective") | set(
            "(（第0123456789０１２３４５６７８９一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩"
        )
        self.begins_manner = initials("adverb")
        self.begins_means = frozenset("采利运借用")  # 采取…措施, as `taken` has it
        self.begins_adverbial = self.begins_manner | self.begins_means
        self.begins_verb = initials("verb", "adverb_of_aim")
        self.begins_time = initials("time_word") | set("0123456789０１２３４５６７８９到从每")
        self.begins_phrase = initials("condition_opener", "means_opener", "recipient_opener") | set("把将")
        self.begins_predicate = (
            self.begins_manner | self.begins_verb | initials("means_opener") | set("，,把将就还必要须应都也对通在")
        )
        self.predicate_marks = frozenset("，,把将就还必要须应都也对通在")
        self.adverbs = frozenset(lexicon.forms("statements", "adverb"))
        self.adverbs |= {f"{form}地" for form in self.adverbs}
        self.connectives = frozenset(lexicon.forms("statements", "connective"))
        self.times = frozenset(lexicon.forms("statements", "time_word"))

        def compiled(*functions: str, after: str = "") -> re.Pattern:
            return re.compile(guarded(*functions) + after)

        verb, adverb, of_aim = guarded("verb"), guarded("adverb"), guarded("adverb_of_aim")
        complement = guarded("complement")
        self.connective = re.compile(f"(?:{_NUMBERING}|{guarded('connective')})")
        self.adverb = re.compile(
            f"(?:{adverb}|(?:{_HAN}{{2,4}}、)?{_HAN}{{2,4}}(?<!目的)(?<![{LANDS}])地(?![区方位域下上理点址面市级段块]))地?"
        )
        word = "[\u4e00-\u9fff]{2,6}?"
        self.slowly = re.compile(
            f"(?:{word}、){{0,2}}{word}(?<![{LANDS}])地(?:、{word}地)?(?={adverb}|{verb}|把|将|对|为|向)"
        )
        self.manner = re.compile(f"(?:{adverb}、?)+地?")
        self.lexical_adverb = re.compile(f"{adverb}地?")
        self.nominal_adverb = frozenset(lexicon.forms("statements", "nominal_adverb"))
        self.naming = frozenset(lexicon.forms("statements", "naming_deontic"))
        self.forbidding = frozenset(lexicon.forms("statements", "forbidding_verb"))
        self.blamed = frozenset(lexicon.forms("statements", "blamed_verb"))
        self.deed = re.compile(f"(?:{guarded('deed_noun')})$")
        self.means_verb = frozenset(lexicon.forms("statements", "means_verb"))
        self.taken = re.compile(
            f"(?:采取|采用|利用|运用|借助|用)[^，,；;]{{0,16}}?{guarded('means_closer')}(?=把|将|来|{adverb}|{verb})"
        )
        self.means_end = re.compile(f"{guarded('means_closer')}$")
        joined = f"(?:(?:[、和与并及或]|以至|乃至|直至)(?:{adverb})?{verb}(?!的))"
        # (?:…+|) is …* but quick to see that there is nothing
        before = f"(?:(?=[{''.join(sorted(initials('adverb_of_aim')))}])(?:{of_aim})+|)"
        self.group = re.compile(f"{before}{verb}(?:(?=[、和与并及或以乃直]){joined}+|)(?:{complement}|)")
        self.joined = re.compile(joined)
        self.bare_aim_adverb = re.compile(of_aim)
        self.verb = re.compile(verb)
        self.nominal = frozenset(lexicon.forms("statements", "nominal_verb"))
        self.measure = compiled("measure_verb")
        self.time = re.compile(f"(?:{guarded('time_word')}|{_PACE}|(?:到|从)?[0-9０-９]{{2,4}}年(?:底|末|前)*)")
        self.as_for = re.compile(f"就[^，,。；]{{1,14}}?{guarded('topic_closer')}")
        self.condition = compiled("condition_opener")
        self.means = compiled("means_opener")
        self.recipient = compiled("recipient_opener")
        self.closer = re.compile(f"(?<![及按平随届定小临暂])(?:{guarded('condition_closer')})")
        self.while_doing = re.compile(
            "[^，,、的]{2,16}?(?:(?<![及按平随届定小临暂同])时|期间|过程中|之前|之后|中(?![国央小西东共心华长高期等外间产低]))(?=[^，,。；])"
        )
        self.basis = compiled("basis_closer")
        self.pivot = frozenset(lexicon.forms("statements", "pivot_verb"))
        self.recipient_verb = frozenset(lexicon.forms("statements", "recipient_verb"))
        self.double_object = frozenset(lexicon.forms("statements", "double_object_verb"))
        self.person = compiled("person_noun")
        disposal = ("set_phrase", "transfer_verb", "role_verb")
        self.disposal = compiled(*disposal)
        self.begins_disposal = initials(*disposal)
        self.goal = compiled("transfer_verb", "role_verb")
        self.phrase = compiled("set_phrase")
        self.no_actor = frozenset(lexicon.forms("statements", "no_actor"))
        self.set_phrase, self.transfer, self.role = (frozenset(lexicon.forms("statements", f)) for f in disposal)
        self.reports = re.compile(f"(?:{guarded('reporting_verb')})$")
        self.wish = compiled("wish")
        self.pronoun = compiled("pronoun")
        self.free_condition = compiled("free_condition")
        self.begins_free_condition = initials("free_condition")
        self.circumstance = re.compile(f"(?:{guarded('circumstance')})$")
        self.topic_noun = re.compile(f"的[^的]{{0,4}}{guarded('topic_noun')}$")
        self.every = compiled("every")
        self.numbered = re.compile("[一二三四五六七八九十]是")
        self.state = compiled("state_opener")
        self.fact = re.compile(f"(?:{guarded('not_fact')})|({guarded('fact_marker')})")
        self.gives = compiled("giving_verb")
        self.giving = frozenset(lexicon.forms("statements", "giving_verb"))
        self.purpose = compiled("purpose_opener")
        self.begins_purpose = initials("purpose_opener")
        self.purpose_verb = compiled("purpose_verb")
        self.constraint_adverb = frozenset(lexicon.forms("statements", "adverb_of_constraint"))
        self.continuation = compiled("continuation")
        self.clausal = frozenset(lexicon.forms("statements", "clausal_verb"))
        self.complement = re.compile(complement)
        self.frame = re.compile(f"以[^，,；;。]{{2,60}}?为(?:[\u4e00-\u9fff]{{0,4}}?){guarded('frame_noun')}(?!的)")
        self.into = compiled("starting_point")
        self.point_of_view = re.compile(
            f"(?<![服听顺遵自])从(?![严业事])[^从，,。；;]{{1,30}}?{guarded('starting_point')}"
        )
        self.noun_alike = frozenset(lexicon.forms("statements", "noun_alike"))

    def pace(self, text: str, at: int, end: int) -> int:
        """Where a time (今年, 每月) that stands at `at` ends; `at` where none does."""
        match = self.time.match(text, at, end)
        return match.end() if match else at


@cache
def cues() -> StatementCues:
    """The patterns of the lexicon, compiled once."""
    return StatementCues()
