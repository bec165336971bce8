"""Institutional statements of prescriptions: made-up sentences by construction, the essay, laws, the gold."""

import itertools
import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.coding.lexicon import fold, load
from analysis.coding.statements import COMPONENTS, find_all, find_statements
from analysis.places import DATA
from tests.shared import SHARED, needs_shared, records

PAGE = (DATA / "page" / "page.txt").read_text(encoding="utf-8")


def coded(text, start=0, end=None):
    """Each statement as a dictionary from component to words."""
    statements = find_statements(text, start, len(text) if end is None else end)
    return [{c: text[slice(*span)] for c in COMPONENTS if (span := getattr(s, c))} for s in statements]


CONSTRUCTIONS = {
    "a deontic that several verbs share": (
        "各县要建立帮扶台账，完善回访制度，落实经费。",
        [
            {"A": "各县", "D": "要", "I": "建立", "Bdir": "帮扶台账"},
            {"A": "各县", "D": "要", "I": "完善", "Bdir": "回访制度"},
            {"A": "各县", "D": "要", "I": "落实", "Bdir": "经费"},
        ],
    ),
    "a bare list of tasks": (
        "健全巡河制度，推进雨污分流改造。",
        [{"I": "健全", "Bdir": "巡河制度"}, {"I": "推进", "Bdir": "雨污分流改造"}],
    ),
    "verbs joined before one object": (
        "必须修订、完善值班办法。",
        [{"D": "必须", "I": "修订、完善", "Bdir": "值班办法"}],
    ),
    "verbs with 和": ("应当鼓励和扶持社区食堂。", [{"D": "应当", "I": "鼓励和扶持", "Bdir": "社区食堂"}]),
    "a list of verb and object each": (
        "要完善预案、健全台账，压实责任。",
        [
            {"D": "要", "I": "完善", "Bdir": "预案"},
            {"D": "要", "I": "健全", "Bdir": "台账"},
            {"D": "要", "I": "压实", "Bdir": "责任"},
        ],
    ),
    "a list of objects stays one": (
        "要完善医疗、教育、养老等服务体系。",
        [{"D": "要", "I": "完善", "Bdir": "医疗、教育、养老等服务体系"}],
    ),
    "并 begins a predicate": (
        "镇政府应当公布清单并设立举报电话。",
        [
            {"A": "镇政府", "D": "应当", "I": "公布", "Bdir": "清单"},
            {"A": "镇政府", "D": "应当", "I": "设立", "Bdir": "举报电话"},
        ],
    ),
    "并 between two verbs": ("要设计并实施轮岗方案。", [{"D": "要", "I": "设计并实施", "Bdir": "轮岗方案"}]),
    "把 and a recipient": (
        "要把审批权交给乡镇。",
        [{"D": "要", "I": "交给", "Bdir": "审批权", "Bind": "乡镇"}],
    ),
    "将 for 把": (
        "将村级账目纳入统一监管平台。",
        [{"I": "纳入", "Bdir": "村级账目", "Bind": "统一监管平台"}],
    ),
    "把 and a role": (
        "要把群众满意度作为考核的首要标准。",
        [{"D": "要", "I": "作为", "Bdir": "群众满意度", "Cex": "考核的首要标准"}],
    ),
    "把 and its verb behind a comma": (
        "要把畅通信访渠道，作为街道的年度任务。",
        [{"D": "要", "I": "作为", "Bdir": "畅通信访渠道", "Cex": "街道的年度任务"}],
    ),
    "将 and a verb that looks like no deontic": (
        "将安全岗哨建立在水库一线。",
        [{"I": "建立在", "Bdir": "安全岗哨", "Bind": "水库一线"}],
    ),
    "将 before a verb with 在": (
        "明年将逐步转移到新址。",
        [{"D": "将", "I": "转移到", "Bdir": "新址", "Cac": "明年", "Cex": "逐步"}],
    ),
    "把 and two goals": (
        "要把纠纷化解在社区、解决在萌芽状态。",
        [{"D": "要", "I": "化解在", "Bdir": "纠纷", "Bind": "社区、解决在萌芽状态"}],
    ),
    "striving to": ("力争完成管网改造。", [{"I": "完成", "Bdir": "管网改造"}]),
    "需要 names who is to act": (
        "需要物业公司公开收支，更需要业主完善章程。",
        [
            {"A": "物业公司", "D": "需要", "I": "公开", "Bdir": "收支"},
            {"A": "业主", "D": "需要", "I": "完善", "Bdir": "章程"},
        ],
    ),
    "需要 and an act": (
        "需要合理地界定部门权限。",
        [{"D": "需要", "I": "界定", "Bdir": "部门权限"}],
    ),
    "把 and no verb that is known": (
        "要把积压的信件及时捎回来。",
        [{"D": "要", "I": "捎回来", "Bdir": "积压的信件"}],
    ),
    "words in marks are no verb of 把": (
        "把“增加投入”这一要求，写入章程。",
        [{"I": "写入", "Bdir": "“增加投入”这一要求", "Bind": "章程"}],
    ),
    "a deontic inside a word": (
        "志愿服务必须规范，管理应当公开。",
        [{"D": "必须", "I": "规范", "Bdir": "志愿服务"}, {"D": "应当", "I": "公开", "Bdir": "管理"}],
    ),
    "a deontic across words": ("街道财政要保障经费。", [{"D": "要", "I": "保障", "Bdir": "经费", "A": "街道财政"}]),
    "an ordinal is nobody": ("第三，必须公开账目。", [{"D": "必须", "I": "公开", "Bdir": "账目"}]),
    "an ordinal and a task": ("第四、坚决压缩开支。", [{"I": "压缩", "Bdir": "开支"}]),
    "where in the subject": (
        "干部在处理纠纷时应公开流程。",
        [{"A": "干部", "D": "应", "I": "公开", "Bdir": "流程", "Cac": "在处理纠纷时"}],
    ),
    "a field is nobody": ("组织上要保证人手。", [{"D": "要", "I": "保证", "Bdir": "人手", "Cac": "组织上"}]),
    "within so many years": (
        "三年内要完成改造。",
        [{"D": "要", "I": "完成", "Bdir": "改造", "Cac": "三年内"}],
    ),
    "who is asked is who acts": (
        "家长要求学校应公开账目。",
        [{"A": "学校", "D": "应", "I": "公开", "Bdir": "账目"}],
    ),
    "the need of something": (
        "适应发展需要建设新站，完善规划。",
        [{"I": "适应", "Bdir": "发展需要建设新站"}, {"I": "完善", "Bdir": "规划"}],
    ),
    "who ought to be": (
        "对于应该下乡的医生，街道要发放补贴。",
        [{"A": "街道", "D": "要", "I": "发放", "Bdir": "补贴"}],
    ),
    "to whom and what": (
        "应赋予农民更多选择权。",
        [{"D": "应", "I": "赋予", "Bdir": "更多选择权", "Bind": "农民"}],
    ),
    "a verb behind an open phrase": (
        "要与企业管理者协调好。",
        [{"D": "要", "I": "协调好", "Bind": "企业管理者"}],
    ),
    "who is led by what means": (
        "鼓励居民通过议事会提出建议。",
        [{"I": "鼓励", "Bdir": "通过议事会提出建议", "Bind": "居民"}],
    ),
    "an aim that means wait for": (
        "发布公告，通过巡查，促进整改。",
        [{"I": "发布", "Bdir": "公告"}, {"I": "促进", "Bdir": "整改", "Cex": "通过巡查"}],
    ),
    "what is forbidden ends before what is to be done": (
        "禁止乱占耕地，推广良种，加强巡查。",
        [
            {"D": "禁止", "I": "乱占耕地"},
            {"I": "推广", "Bdir": "良种"},
            {"I": "加强", "Bdir": "巡查"},
        ],
    ),
    "what is forbidden goes on": (
        "不得挪用专款，截留资金。",
        [{"D": "不得", "I": "挪用", "Bdir": "专款"}, {"D": "不得", "I": "截留", "Bdir": "资金"}],
    ),
    "杜绝 before a noun": ("要杜绝劣质工程。", [{"D": "要", "I": "杜绝", "Bdir": "劣质工程"}]),
    "禁止 before a verb": ("禁止使用童工。", [{"D": "禁止", "I": "使用", "Bdir": "童工"}]),
    "each thing named anew is what is acted on": (
        "政企要分开，账目必须公开。",
        [{"D": "要", "I": "分开", "Bdir": "政企"}, {"D": "必须", "I": "公开", "Bdir": "账目"}],
    ),
    "把 and a set phrase": ("必须把轮岗制度落到实处。", [{"D": "必须", "I": "落到实处", "Bdir": "轮岗制度"}]),
    "one thing joined to another": (
        "要把评议同考核结合起来。",
        [{"D": "要", "I": "结合起来", "Bdir": "评议", "Bind": "考核"}],
    ),
    "以…为": (
        "要以社区为依托，建设便民驿站。",
        [{"D": "要", "I": "建设", "Bdir": "便民驿站", "Cex": "以社区为依托"}],
    ),
    "a condition before a comma": (
        "在征地过程中，必须公开补偿标准。",
        [{"D": "必须", "I": "公开", "Bdir": "补偿标准", "Cac": "在征地过程中"}],
    ),
    "if": (
        "如果发现险情，应当立即启动预案。",
        [{"D": "应当", "I": "启动", "Bdir": "预案", "Cac": "如果发现险情"}],
    ),
    "要…就必须": (
        "要提高效率，就必须精简机构。",
        [{"D": "必须", "I": "精简", "Bdir": "机构", "Cac": "要提高效率"}],
    ),
    "a headless relative as condition": (
        "违反规定的，要依法处理。",
        [{"D": "要", "I": "处理", "Cac": "违反规定的", "Cex": "依法"}],
    ),
    "means": (
        "应通过公开招标选聘物业公司。",
        [{"D": "应", "I": "选聘", "Bdir": "物业公司", "Cex": "通过公开招标"}],
    ),
    "a purpose behind the verb": (
        "要建立回访机制，使群众诉求有着落。",
        [{"D": "要", "I": "建立", "Bdir": "回访机制", "Cex": "使群众诉求有着落"}],
    ),
    "to whom": (
        "村委会应当向村民公布收支明细。",
        [{"A": "村委会", "D": "应当", "I": "公布", "Bdir": "收支明细", "Bind": "村民"}],
    ),
    "对 and a light verb": (
        "审计局有权对镇办企业进行专项审计。",
        [{"A": "审计局", "D": "有权", "I": "进行", "Bdir": "专项审计", "Bind": "镇办企业"}],
    ),
    "who is to be led to do what": (
        "引导企业积极吸纳毕业生。",
        [{"I": "引导", "Bind": "企业", "Bdir": "积极吸纳毕业生"}],
    ),
    "the subject is what is acted on": (
        "过期的批文，必须废止。",
        [{"D": "必须", "I": "废止", "Bdir": "过期的批文"}],
    ),
    "an aim with the adverbs the codebook names": (
        "不断健全轮值制度，进一步完善名册，加快推进改造。",
        [
            {"I": "不断健全", "Bdir": "轮值制度"},
            {"I": "进一步完善", "Bdir": "名册"},
            {"I": "加快推进", "Bdir": "改造"},
        ],
    ),
    "a verb with its complement": ("要搭建起交流平台。", [{"D": "要", "I": "搭建起", "Bdir": "交流平台"}]),
    "a forbidden act and its actor": (
        "严禁任何单位截留专项经费。",
        [{"A": "任何单位", "D": "严禁", "I": "截留", "Bdir": "专项经费"}],
    ),
    "禁止 before a verb is a deontic": ("禁止占用盲道。", [{"D": "禁止", "I": "占用", "Bdir": "盲道"}]),
    "an enumerator is no part": ("一是完善台账。", [{"I": "完善", "Bdir": "台账"}]),
    "a comma in marks cuts nothing": (
        "要推广“有事好商量，众人的事众人议”的做法。",
        [{"D": "要", "I": "推广", "Bdir": "“有事好商量，众人的事众人议”的做法"}],
    ),
    "a case that 对 names": (
        "对居民反映的漏水问题，必须公布方案。",
        [{"D": "必须", "I": "公布", "Bdir": "方案", "Cac": "对居民反映的漏水问题"}],
    ),
    "a time as subject is a condition": (
        "汛期值守期间不得撤销岗哨。",
        [{"D": "不得", "I": "撤销", "Bdir": "岗哨", "Cac": "汛期值守期间"}],
    ),
    "a goal and what it takes in one clause": (
        "要提高效率应精简机构。",
        [{"D": "应", "I": "精简", "Bdir": "机构", "Cac": "要提高效率"}],
    ),
    "what holds only if": (
        "可以设立分校，只要生源足够。",
        [{"D": "可以", "I": "设立", "Bdir": "分校", "Cac": "只要生源足够"}],
    ),
    "a purpose that 为 opens": (
        "为缓解停车难，应当建设地下车库。",
        [{"D": "应当", "I": "建设", "Bdir": "地下车库", "Cex": "为缓解停车难"}],
    ),
    "an actor that 由 names": (
        "由乡镇核定名册。",
        [{"A": "乡镇", "I": "核定", "Bdir": "名册"}],
    ),
    "an actor that 各 names": (
        "各村建立水窖台账。",
        [{"A": "各村", "I": "建立", "Bdir": "水窖台账"}],
    ),
    "to whom, with the verb last": (
        "预算要向社会公开。",
        [{"D": "要", "I": "公开", "Bdir": "预算", "Bind": "社会"}],
    ),
    "tasks before what is forbidden": (
        "公开账目，杜绝截留经费。",
        [{"I": "公开", "Bdir": "账目"}, {"D": "杜绝", "I": "截留", "Bdir": "经费"}],
    ),
    "what is asked within binds nobody": (
        "要明确哪些事项必须上会。",
        [{"D": "要", "I": "明确", "Bdir": "哪些事项必须上会"}],
    ),
    "a numbered 要": ("三要完善台账。", [{"D": "要", "I": "完善", "Bdir": "台账"}]),
    "out of what with 把": (
        "把村干部从填表中解脱出来。",
        [{"I": "解脱出来", "Bdir": "村干部", "Cex": "从填表中"}],
    ),
    "a deontic in a title binds nobody": (
        "根据《干部应当报告事项》，完善登记制度。",
        [{"I": "完善", "Bdir": "登记制度", "Cex": "根据《干部应当报告事项》"}],
    ),
    "a place whose name ends in 地 acts": (
        "各驻地必须完善台账。",
        [{"A": "各驻地", "D": "必须", "I": "完善", "Bdir": "台账"}],
    ),
    "a deontic inside a point of view is none": (
        "要从实际需要出发，完善台账。",
        [{"D": "要", "I": "完善", "Bdir": "台账", "Cex": "从实际需要出发"}],
    ),
    "a deontic before a point of view stays": (
        "要从源头做起，完善台账。",
        [{"D": "要", "I": "完善", "Bdir": "台账", "Cex": "从源头做起"}],
    ),
    "a verb that begins in 了": ("要帮助了解政策。", [{"D": "要", "I": "帮助", "Bdir": "了解政策"}]),
    "an unknown verb beside a known one": (
        "要尊崇和执行章程条文。",
        [{"D": "要", "I": "尊崇和执行", "Bdir": "章程条文"}],
    ),
    "words that join a sentence to the last name nobody": (
        "可见，我们必须清理河道。否则村里就要健全台账。",
        [
            {"A": "我们", "D": "必须", "I": "清理", "Bdir": "河道"},
            {"A": "村里", "D": "要", "I": "健全", "Bdir": "台账"},
        ],
    ),
    "a time behind the subject is a condition": (
        "乡里各站从今年开始要公布台账。",
        [{"A": "乡里各站", "D": "要", "I": "公布", "Bdir": "台账", "Cac": "从今年开始"}],
    ),
    "two verbs written together": (
        "要统筹运用水费，盘活用好旧渠。",
        [
            {"D": "要", "I": "统筹运用", "Bdir": "水费"},
            {"D": "要", "I": "盘活用好", "Bdir": "旧渠"},
        ],
    ),
    "joined verbs behind their object": (
        "这些办法应当推广和发展。",
        [{"D": "应当", "I": "推广和发展", "Bdir": "这些办法"}],
    ),
    "a goal that is needed for": (
        "要在三年内实现通水，需要调整渠线。",
        [{"D": "需要", "I": "调整", "Bdir": "渠线", "Cex": "要在三年内实现通水"}],
    ),
    "a purpose between two tasks is of the second": (
        "要加强巡查，为了实现这一目标，需要调整渠线。",
        [
            {"D": "要", "I": "加强", "Bdir": "巡查"},
            {"D": "需要", "I": "调整", "Bdir": "渠线", "Cex": "为了实现这一目标"},
        ],
    ),
    "a place in 地 is no adverb": (
        "需要继续加强央地协同，共同营造良好环境。",
        [
            {"D": "需要", "I": "加强", "Bdir": "央地协同"},
            {"D": "需要", "I": "营造", "Bdir": "良好环境"},
        ],
    ),
    "a verb that closes its clause behind 按": (
        "然后按规定程序分头贯彻执行。",
        [{"I": "贯彻执行", "Cex": "按规定程序分头"}],
    ),
    "what is needed is no directive": ("修渠需要大企业的支持。", []),
    "from one measure to another": (
        "要把水费从八元降至六元，将巡查前置。",
        [
            {"D": "要", "I": "降至", "Bdir": "水费", "Bind": "六元", "Cex": "从八元"},
            {"D": "要", "I": "前置", "Bdir": "巡查"},
        ],
    ),
    "for whom with a verb of its own": (
        "要为村民增加收入提供便利。",
        [{"D": "要", "I": "提供", "Bdir": "便利", "Bind": "村民增加收入"}],
    ),
    "by what means": (
        "要用法治思维解决问题。",
        [{"D": "要", "I": "解决", "Bdir": "问题", "Cex": "用法治思维"}],
    ),
    "a verb of goal with nothing before it has its goal for object": (
        "要建成四通八达的水渠。",
        [{"D": "要", "I": "建成", "Bdir": "四通八达的水渠"}],
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_construction(name):
    sentence, expected = CONSTRUCTIONS[name]
    assert coded(sentence) == expected


def test_each_statement_keeps_the_force_of_its_own_deontic():
    text = "企业必须公开账目，不得虚报产量，可以申请复核。"
    forces = [s.force for s in find_statements(text, 0, len(text))]
    assert forces == ["obligation", "prohibition", "permission"]


def test_the_essays_paragraph_on_institutions():
    condition = "在干部的选拔任用和绩效考核中"
    assert coded(PAGE, 1780, 1857) == [
        {"D": "要", "I": "交给", "Bdir": "知情权、评判权、选择权、监督权", "Bind": "群众", "Cac": condition},
        {
            "D": "要",
            "I": "不断完善",
            "Bdir": "民意调查、民主测评制度",
            "Cac": condition,
            "Cex": "引导干部眼睛向下、重心下沉、对下负责",
        },
    ]
    condition = "在干部的日常管理和工作要求中"
    assert coded(PAGE, 1857, 1938) == [
        {"D": "要", "I": "搭建起", "Bdir": "干群互动的固定平台", "Cac": condition},
        {
            "D": "要",
            "I": "不断健全",
            "Bdir": "蹲点调研、“民情日记”、定期接访走访、限时办理反馈等制度",
            "Cac": condition,
            "Cex": "促使干部深入群众、了解群众、服务群众",
        },
    ]
    assert coded(PAGE, 1938, 2021) == [
        {
            "D": "要",
            "I": "建立健全",
            "Bdir": "通畅的群众利益诉求机制、政治参与机制和有效的矛盾调处机制、权益保障机制等",
            "Cex": "通过转变政府职能、强化群众主体地位",
        }
    ]


def test_the_essays_opening_and_its_summons_to_institutions():
    assert coded(PAGE, 1465, 1499) == [
        {"D": "必须", "I": "不断建立健全", "Bdir": "制度机制", "Cac": "密切联系群众要真正、普遍、长期地落到实处"}
    ]
    assert coded(PAGE, 1607, 1726) == [{"D": "要", "I": "健全", "Bdir": "体制机制", "Cex": "来普遍约束、提供根本保障"}]
    first, second = coded(PAGE, 1726, 1780)
    assert (first["A"], first["D"], first["I"]) == ("我们", "要", "总结")
    assert second == {
        "A": "我们",
        "D": "要",
        "I": "思考、建立、健全",
        "Bdir": "党员干部密切联系群众的长效机制",
        "Cex": "从制度机制的角度",
    }


def test_the_designs_example_row():
    first = find_statements(PAGE, 1857, 1938)[0]
    assert (first.D, first.I, first.Bdir, first.Cac) == ((1872, 1873), (1873, 1876), (1876, 1885), (1857, 1871))


@pytest.mark.parametrize("text", ["", "。", "abc", "春眠不觉晓", "，，，", "1,000", "“", "要", "把", "将。", "\n"])
def test_what_holds_no_directive_gives_no_statement(text):
    assert find_statements(text, 0, len(text)) == []


def test_several_units_at_once():
    text = "要完善台账。今天下雨。要公开账目。"
    spans = [(0, 6), (11, 17)]
    assert find_all(text, spans) == find_statements(text, 0, 6) + find_statements(text, 11, 17)


def check_laws(text, start, end):
    for statement in find_statements(text, start, end):
        spans = sorted(span for c in COMPONENTS if (span := getattr(statement, c)))
        assert statement.I
        assert all(start <= a < b <= end for a, b in spans)
        assert all(text[a:b] == text[a:b].strip() for a, b in spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
        assert (statement.D is None) == (statement.force == "")


PIECES = st.sampled_from(
    [
        "要",
        "必须",
        "不得",
        "将",
        "把",
        "在",
        "中",
        "对",
        "以",
        "为",
        "通过",
        "使",
        "的",
        "，",
        "、",
        "。",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "建立",
        "完善",
        "制度",
        "企业",
        "不断",
        "进行",
        "结合起来",
        "交给",
        "作为",
        "并",
        "和",
        "是",
        "又",
        "特别是",
        "任何",
        "地",
        "来",
        "我们",
        "1,000",
        "abc",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40), st.integers(0, 5))
def test_components_lie_in_the_unit_and_do_not_overlap(pieces, margin):
    text = "".join(pieces)
    check_laws(text, min(margin, len(text)), len(text))


@pytest.mark.parametrize(
    "piece", ["要", "把", "在", "加强建设，", "，在会议中", "“要", "《", "使人满意，", "完善制度、"]
)
def test_a_unit_of_a_hundred_thousand_characters_is_read(piece):
    text = "要完善制度，" + piece * (100_000 // len(piece))
    assert find_statements(text, 0, len(text))[0].D == (0, 1)


def test_laws_hold_on_whatever_the_lexicons_words_make():
    words = [forms["form"].tolist() for _, forms in load("statements").groupby("function")]
    marks = list("，。：；、“”（）《》！？…\n了的在把将对从与向靠由以其年他")
    draw = random.Random(0)
    for _ in range(2000):
        pieces = [draw.choice(draw.choice(words)) if draw.random() < 0.6 else draw.choice(marks) for _ in range(12)]
        text = "".join(pieces[: draw.randint(1, 12)])
        check_laws(text, 0, len(text))


@pytest.mark.parametrize("text", ["要严禁：乱收费。", "禁止：吸烟，杜绝：浪费", "严禁;禁止;", "将；其他"])
def test_a_deontic_that_ends_its_clause_is_read(text):
    check_laws(text, 0, len(text))


@needs_shared
def test_laws_hold_on_the_gold():
    sys.path.insert(0, str(SHARED))
    score = pytest.importorskip("score")
    units = {(r["doc"], r["unit_start"], r["unit_end"]) for r in records(SHARED / "gold/train/statements.jsonl")}
    texts = {doc: fold(text) for doc, text in score.documents({unit[0] for unit in units}).items()}
    for doc, start, end in sorted(units):
        check_laws(texts[doc], start, end)


# A little under what was measured, so that a change of a rule that loses more than it gains is seen. The rules were written
# with these documents in view: what they reach on others is for other gold to say.
FLOORS = {"A": 0.79, "D": 0.94, "I": 0.88, "Bdir": 0.92, "Bind": 0.74, "Cac": 0.71, "Cex": 0.81}


# The second half, by documents in order, of codings made before the rules were run on them: the rules were mended on the
# first half. A little under what was measured, since a single statement moves these figures.
UNSEEN_FLOORS = {"A": 0.74, "D": 0.88, "I": 0.82, "Bdir": 0.83, "Cac": 0.62, "Cex": 0.63}


def scored(rows):
    """F1 over characters, by component, of the statements found in the units of these rows."""
    sys.path.insert(0, str(SHARED))
    score = pytest.importorskip("score")
    gold: dict[str, list] = {}
    for row in rows:
        gold.setdefault(row["doc"], []).append(row)
    found = {}
    for doc, text in score.documents(set(gold)).items():
        spans = sorted({(row["unit_start"], row["unit_end"]) for row in gold[doc]})
        found[doc] = [
            {c: list(span) for c in COMPONENTS if (span := getattr(s, c))} for s in find_all(fold(text), spans)
        ]
    return {name.rpartition(" ")[2]: value for name, value in score.score_statements(gold, found)}


@needs_shared
def test_the_scores_on_gold_prescriptions_do_not_fall():
    reached = scored(records(SHARED / "gold/train/statements.jsonl"))
    assert {c: reached[c] for c in FLOORS if reached[c] < FLOORS[c]} == {}


@needs_shared
def test_the_rules_hold_on_prescriptions_they_were_not_mended_on():
    rows = [row for part in ("reports", "press") for row in records(DATA / "gold" / part / "statements.jsonl")]
    unseen = set(sorted({row["doc"] for row in rows})[1::2])
    reached = scored([row for row in rows if row["doc"] in unseen])
    assert {c: reached[c] for c in UNSEEN_FLOORS if reached[c] < UNSEEN_FLOORS[c]} == {}
