# ruff: noqa: E501 (a line of a page is a line here)
"""Four pages written for the tests, each line under its layer; ⟦ ⟧ set off a spliced phrase and are not of the page.

A line `teaser N` is the first N characters of the essay; a line `injected N …` is cut after N characters and given a 。.
"""

from tests.reading.made_pages import Page

RESEARCH = """
title|怎样加强调查研究,调查研究的方法有哪些
teaser 100|
essay|老厂长退休那天说:“没有到过车间的人,⟦调查研究的方法有哪些,⟧就不要急着给车间下结论。”这句话我记了二十年。今天许多文件写得漂亮,落到车间却行不通,原因往往就在起草的人没有去看过。
essay|调查研究首先要放下架子。坐在会议室里听来的情况,多半已经被人打扫干净;站在机器旁边看到的情况,才带着油污和温度。有一年我们想改排班,方案改了五稿,工人都摇头。后来班子成员轮流跟了一个月夜班,才知道真正的难处不在时间长短,而在凌晨没有热饭,没有班车。两件小事办好以后,原来的方案一字未改,大家也都接受了。
injected 106|加强调查研究,要坚持问题导向,把群众反映最强烈的问题作为选题的重点,深入一线摸清底数,既看好的典型,又看差的单位,做到有的放矢;要拓宽渠道,综合运用座谈、走访、问卷、抽样等方式,全面准确地掌握第一手资料和基本情况,防止以偏概全。
essay|调查研究还要舍得花时间。走马观花只能看见花,看不见土。土里有什么,要蹲下来,用手捻一捻。带着答案去找例子,这样的调研做得再多,也只是给自己壮胆。真正的调研是带着问题去,带着更多的问题回来。
heading|怎样加强调查研究
essay|最后,调查研究贵在用。报告锁进抽屉,等于没有去过。我们厂后来立了一条规矩:凡是调研发现的问题,三十天内必须有人答复,答复不了的要说明理由,⟦调查研究的方法有哪些,⟧并在食堂门口张贴出来。规矩不大,却管住了许多空话。
injected 107|调查研究的基本方法主要包括以下几种:一是普遍调查,对所有对象逐一进行了解,得到的材料比较全面,但是费时费力;二是典型调查,从对象中选取有代表性的单位作深入剖析,由个别推知一般;三是抽样调查,按照随机的原则抽取一部分样本来推断整体。
essay|老厂长常说,机器不会骗人。愿我们这些后来的人,都肯走到机器旁边去,听一听它的声音。
related|以往链接:
navigation|上一篇 2022年11月03 09:12
navigation|下一篇 2022年11月03 17:40
related|相关推荐
related|  • 怎样养好绿萝,绿萝发黄怎么办
related|    绿萝喜欢半阴的地方,夏天不要放在窗台上直晒。⟦绿萝发黄怎么办,⟧先看看盆里是不是积了水。积水会让根部缺氧,叶子从边上开始发黄,这时要赶紧换土,剪掉烂根,放到通风的地方缓几天
related|    2022年10月21 143
related|  • 怎样泡茶,泡茶用多少度的水
related|    怎样泡茶?老茶客各有各的讲究。绿茶怕烫,红茶怕凉,这是最粗的分别。水开以后等一等再冲,茶汤就不会发涩,香气也留得
related|    2022年10月30 98
footer|关注微信
"""

READING = """
navigation|首页 > 读书 > 正文
title|如何读懂一本书，怎样读书最有效果_书香网
navigation|2021-06-02 10:20 来源：书香网 阅读 312
teaser 90|
essay|读书的人常常问捷径，其实书里没有捷径。一本书写了十年，指望十分钟读完，读到的只能是封面。我年轻时图快，一个月翻了二十本，年底回想，记得的不到两本。
essay|读慢一点，书才肯开口。遇到不懂的句子，先抄下来，放几天再看，往往自己就懂了，⟦怎样读书最有效果，⟧因为生活替我们做了注解。有些道理写在纸上是一句话，落在身上才是一辈子。
injected 108|读懂一本书大致可以分为四个层次，第一个层次是基础阅读，弄清每一个句子的意思；第二个层次是检视阅读，在有限的时间里抓住全书的重点；第三个层次是分析阅读，对全书的结构和论证作完整的咀嚼和消化；第四个层次是主题阅读，把许多书放在一起比较。
essay|怎样读书最有效果，是每个读书人都会遇到的问题。有人靠笔记，有人靠讨论，有人靠一遍一遍地重读。方法可以不同，诚实却是一样的：没读懂就是没读懂，不必装懂⟦，怎样读书最有效果⟧。
essay|⟦怎样读书最有效果，⟧书房里最好有一把硬椅子。坐得太舒服，人就想睡；坐得不舒服，才会想着快些弄明白，好站起来走一走。这是玩笑，也是经验。灯下的一小时，抵得过沙发上的半天。
footer|版权声明：本站文章来自网友投稿
"""

STYLE = """
title|怎样改进工作作风,干部如何改进工作作风
essay|改进工作作风,说到底是改进人与人相处的方式。窗口里的人抬一抬头,窗口外的人就少一分火气。干部如何改进工作作风?答案不在墙上的标语里,而在每天早晨八点半的那一声招呼里。
essay|去年我们县把六个窗口并成一个,群众办事少跑了五趟,⟦干部如何改进工作作风,⟧可是排队的时间反而长了。问题出在后台:六个科室仍旧各管一段,材料在楼里转圈。
injected 104|改进工作作风要从思想上正本清源、固根守魂,牢固树立正确的政绩观,时刻把人民群众的安危冷暖放在心上,多办顺民意、解民忧、增福祉的实事;要精简会议活动,切实改进会风,严格控制以各种名义召开的全局性会议和举行的重大活动。
essay|我们要认真想一想,干部如何改进工作作风,才能让后台也转起来。后来的办法很土:每个科室派一个人,坐到窗口后面的同一间屋子里,谁的件谁当场签。三个月下来,平均用时从九天降到两天。
essay|作风不是一阵风。今天改了,明天松了,后天就会比从前更坏,因为人们的指望落了空。所以要有制度盯着,要有群众看着,还要有一点自己跟自己较劲的志气。
essay|干部如何改进工作作风,始终是一道没有标准答案的题。能做的,是每天交一份诚实的卷子。
"""

GOVERNANCE = """
title|基层治理怎么做,基层治理的好办法
teaser 100|
essay|小区门口的那盏灯坏了三年。物业说归街道,街道说归路灯所,⟦基层治理的好办法,⟧路灯所说图纸上没有这盏灯。最后是楼上一位退休电工,花十二块钱换了个灯泡。
essay|这件事让人哭笑不得,也让人看清了治理的缝隙。缝隙不在法律里,也不在文件里,就在两张图纸之间。谁来管缝隙,决定了一个地方是不是宜居。有人说:“大事靠政府,⟦基层治理的好办法,⟧小事靠邻里。”可是小事放久了,也会变成大事。
injected 107|基层治理要坚持以人民为中心的发展思想,充分调动居民参与公共事务的积极性和主动性,引导各类社会组织有序发展,完善自治、法治、德治相结合的城乡治理体系,推动社会治理和服务重心向下移,把更多资源下沉到基层,更好地提供精准化精细化服务。
essay|街道后来学乖了,设了一个“没人管的事”登记本。谁家遇到说不清归属的麻烦,就写上一笔,每周五下午书记带着各站所的人逐条认领。第一周登了四十七条,半年以后,每周只剩两三条。
injected 107|做好基层治理工作,要健全网格化管理机制,合理划分网格单元,配齐配强专兼职网格员队伍,把党建、综治、应急、民政等各类网格整合成一张网,实现人在网中走、事在格中办,及时发现和化解各类矛盾纠纷,真正做到小事不出网格大事不出社区矛盾不上交。
essay|灯亮了,人就愿意下楼;人下了楼,话就多了;话多了,许多事情不用登记也就办了。治理的学问,有一半在灯下。
navigation|上一篇:怎样选购台灯
navigation|下一篇:没有了
related|猜你喜欢
related|- 台灯怎么选,台灯的选购技巧
related|选台灯先看光是不是稳。拿手机的镜头对着灯,屏幕上有一道一道的条纹,⟦台灯的选购技巧,⟧那就是有频闪,时间长了眼睛会累。再看灯罩能不能遮住光源,坐下来
related|2022-08-15 阅读 61
related|- 怎样晒被子,晒被子几点最好
related|晒被子不是越久越好。棉花的纤维晒得太干会变脆,拍打的时候容易断。中午前后两个小时就够了,收回来先在屋里放一放,散散热
related|2022-08-19 阅读 77
footer|Copyright 2022
"""


def parse(source: str, line_end: str = "\n", blank: bool = True) -> Page:
    """The page of a written source, with its lines and spliced phrases."""
    rows = [line.split("|", 1) for line in source.strip("\n").split("\n")]
    essay = "".join(words for name, words in rows if name == "essay")
    text, lines, keywords = "", [], []
    for name, words in rows:
        layer, _, number = name.partition(" ")
        if layer == "teaser":
            words = _first(essay, int(number))
        elif number:
            words = words[: int(number)].rstrip("。") + "。"
        start = len(text) + len(words) - len(words.lstrip())
        keywords += _spans(words, len(text))
        text += words.replace("⟦", "").replace("⟧", "")
        lines.append((start, len(text), layer))
        text += line_end * (2 if blank else 1)
    return Page(text, lines, keywords)


def _first(essay: str, number: int) -> str:
    """The first characters of the essay, its marks of splices kept and not counted."""
    out, count = "", 0
    for char in essay:
        if char not in "⟦⟧":
            if count == number:
                break
            count += 1
        out += char
    return out + "⟧" * (out.count("⟦") - out.count("⟧"))


def _spans(words: str, offset: int) -> list[tuple[int, int]]:
    """The spans set off by ⟦ ⟧, counted without these marks."""
    spans, at, start = [], offset, 0
    for char in words:
        if char == "⟦":
            start = at
        elif char == "⟧":
            spans.append((start, at))
        else:
            at += 1
    return spans
