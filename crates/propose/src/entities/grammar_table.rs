//! The grammars as data: what numbers, times, amounts and contacts look like.
//!
//! Patterns are matched on folded text (see [`super::joined::fold`]): half-width letters and
//! digits, `〇` for zero, `—` for every dash, `~` for every wave. The language is that of
//! [`super::pattern`]. The first characters of a pattern decide where it is tried.

use super::grammar::{Cue, Rule, Value};

/// Parts that the rules are made of.
pub const DEFINITIONS: &[(&str, &str)] = &[
    // Numbers.
    ("to", "(至|到|~|——|—|-|－)"),
    ("a", "([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\\.[0-9]+)?"),
    ("scale", "[十百千万亿]"),
    ("fuzz", "[余多几来]"),
    ("an", "<a><scale>{0,3}<fuzz>?<scale>{0,2}"),
    ("cd", "[一二三四五六七八九两〇]"),
    // Ten and more in Chinese numerals.
    // A bare 百, 千, 万 is a figure of speech (千家万户), so it needs a companion.
    (
        "cn",
        "(([数几上]|<cd>+)[十百千万亿]|十|[百千万][余多]|[百千万][万亿])[一二三四五六七八九两〇十百千万亿]*(点<cd>+<scale>*)?<fuzz>?[百千万亿]{0,2}",
    ),
    // Below ten, without 一, which is an article more often than a number.
    ("small", "[二三四五六七八九两几](点<cd>+)?"),
    ("any", "(<an>|<cn>|<cd>(点<cd>+)?)"),
    // Calendar.
    ("y", "([12][0-9]{3}|[12一二][〇一二三四五六七八九]{3})"),
    ("y2", "([0-9]{2}|[五六七八九〇][〇一二三四五六七八九])"),
    ("m", "(1[0-2]|0?[1-9]|十[一二]|[正一二三四五六七八九十冬腊])"),
    (
        "d",
        "(3[01]|[12][0-9]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|初[一二三四五六七八九十]|[一二三四五六七八九])",
    ),
    ("h", "(2[0-4]|1[0-9]|0?[0-9]|二十[一二三四]?|十[一二三四五六七八九]?|[〇一二三四五六七八九两])"),
    ("mi", "([0-5]?[0-9]|[二三四五]?十[一二三四五六七八九]?|〇?[一二三四五六七八九])"),
    ("part", "(凌晨|清晨|早晨|早上|清早|上午|中午|正午|午后|下午|傍晚|晚上|晚间|深夜|半夜|午夜|早|晚)"),
    ("week", "(星期|礼拜|周)[一二三四五六日天末]"),
    ("gloss", "(\\((<week>|农历[^()]{2,8})\\)|<week>)"),
    ("hm", "<h=h>(时|点钟?)(<mi=mi>分(<mi>秒)?|<mi=mi>|<half=half>|整|许|多|一刻|三刻)?"),
    ("colon", "<h=h>:<mi2=mi>(:<mi2>)?"),
    ("mi2", "[0-5][0-9]"),
    ("near", "(左右|前后|以来|期间|前夕|许|整)"),
    ("third", "[上中下]旬"),
    (
        "edge",
        "(年初|年底|年末|年中|岁末|初|底|末|上半年|下半年|全年|春节|春天|夏天|秋天|冬天|[春夏秋冬]季|以来|期间)",
    ),
    ("quarter", "第?[一二三四1-4]季度"),
    ("clock", "(<part=part>?<hm>|<part=part>?<colon>)"),
    ("tail", "<gloss>?(<part=part>?<hm>|<part=part>?<colon>|<part=part>)?<near>?"),
    ("dom", "<d=d>日<tail>"),
    (
        "md",
        "<m=m>月份?(<d=d>[日号]<tail>|<d=d><to2><d2=d>[日号]<tail>|<third=third>|[初底末中](以来)?|<near>)?",
    ),
    ("to2", "(至|到|~|——|—|-)"),
    ("rely", "(今年|去年|前年|明年|后年|当年|同年|翌年|次年|上一?年度?|本年度?)"),
    (
        "reld",
        "(今天|今日|昨天|昨日|明天|明日|前天|后天|大前天|今晨|今晚|今早|今夜|昨晚|昨夜|昨晨|明晚|明晨|前晚|前日)",
    ),
    (
        "relm",
        "(本月|上月|上个月|下月|下个月|当月|这个月|同月|本周|上周|下周|这周|上个?星期|下个?星期|本季度|上季度|下季度)",
    ),
    (
        "abs",
        "(公元前?|农历|阴历|北京时间|当地时间|美国东部时间)?(<y=y>年(度|<edge>|<quarter=quarter>|<md>|<near>)?|<y=y2>年<md>|<md>)",
    ),
    (
        "rel",
        "(<rel=rely>(度|<edge>|<quarter=quarter>|<md>|<near>)?|<rel=reld><part=part>?(<hm>|<colon>)?<near>?|<rel=relm>(<week>|<dom>|[初底末中]|<third=third>|<near>)?<tail>?)",
    ),
    ("date", "(<abs>|<rel>)"),
    ("dashed", "<y=y4><sep><m=m2><sep><d=d2>( <colon>)?"),
    ("y4", "[12][0-9]{3}"),
    ("m2", "(1[0-2]|0?[1-9])"),
    ("d2", "(3[01]|[12][0-9]|0?[1-9])"),
    ("sep", "[-/.]"),
    // Spans of time.
    (
        "tu",
        "(个半月|个半小时|个多月|个多小时|多个月|多个小时|多小时|多分钟|多天|多年|多月|年半|年多|年|个月|个星期|星期|个小时|小时|分钟|秒钟|周年|周岁半|昼夜|个昼夜|天多|天|周|秒|刻钟|个世纪|世纪|个季度|学年|载|个工作日)",
    ),
    ("decade", "([0-9]0|[二三四五六七八九]十)年代([初末]期?|中期|中后期|后期|以来)?"),
    (
        "festival",
        "(春节|元旦|元宵节|清明节?|端午节?|中秋节?|国庆节?|重阳节|五一节|五一劳动节|国际劳动节|劳动节|教师节|儿童节|妇女节|建军节|圣诞节?|除夕|大年初[一二三四五六七八九]|正月初[一二三四五六七八九]|暑假|寒假|春运)",
    ),
    // Money.
    (
        "currency",
        "(元人民币|元港币|美元|欧元|日元|英镑|港元|港币|新台币|台币|加元|澳元|韩元|卢布|卢比|法郎|马克|瑞士法郎|泰铢|越南盾|新元|比索|美分|美金|块钱|元整|元|日圆|里拉|里亚尔|第纳尔|盾|RMB|USD)",
    ),
    ("cents", "(<an>|<cd>)[角毛](<cd>分|[0-9]分)?"),
    ("sign", "(人民币|RMB|US\\$|HK\\$|NT\\$|A\\$|USD|[$¥€£])"),
    // Measures.
    (
        "unit",
        "(平方公里|平方千米|平方米|平方厘米|立方米|立方厘米|立方|公里|千米|厘米|毫米|微米|纳米|海里|英里|英尺|英寸|华里|光年|公顷|公斤|千克|毫克|千瓦时|千瓦|兆瓦|毫升|摄氏度|马力|分贝|赫兹|兆赫|吨公里|标准箱|标箱|担|米|里路|里|亩地|亩|吨|克|斤|升|度|℃|㎡|丈|尺|寸|倍|kWh|kW|km|kg|cm|mm|mg|ml|MB|GB|TB|KB|MHz|GHz|MW|m²|m)",
    ),
    (
        "measure",
        "(人次|人民警察|场次|架次|车次|批次|件次|班次|户次|家次|个点|余人|周岁|岁|个|名|人|位|起|件|家|户|张|处|条|只|头|匹|辆|台|艘|架|座|栋|幢|间|所|套|部|本|册|份|封|项|门|种|类|批|次|场|趟|遍|回|笔|宗|例|桩|棵|株|颗|粒|块|片|段|节|根|支|枝|把|顶|双|对|副|盏|扇|口|字|页|篇|层|票|倍|箱|桶|瓶|袋|盒|包|筐|车|船|幅|首|句|尊|枚|发|门|挺|集|届次|番|级|步|圈|轮|杯|碗|滴|亩|股|道|则|堂|课时|学时|席|床|班|声|桌|床位|国)",
    ),
    ("meas", "(<unit>|<measure>)"),
    // Telephones and the like.
    ("area", "(\\(0[0-9]{2,3}\\)|0[0-9]{2,3}[-— ]?|\\+?86[- ]?)"),
    ("ext", "(转[0-9]{1,5}(、[0-9]{1,5})*|-[0-9]{1,5})"),
    ("word", "[A-Za-z0-9_\\-]+"),
    (
        "host",
        "[A-Za-z0-9\\-]+(\\.[A-Za-z0-9\\-]+)*\\.(com|cn|net|org|gov|edu|info|io|cc|tv|top|vip|me|uk|de|jp|hk|tw)(\\.cn|\\.hk|\\.tw)?",
    ),
    ("path", "[A-Za-z0-9_\\-./?%&=+#:~@]*[A-Za-z0-9_\\-/=#]"),
    // Names of actions.
    ("inside", "[^“”，,。；;！!？?：:《》、()\\n]"),
];

/// The rules, by label. Where several match at one place the longest wins, then the first here.
pub const RULES: &[Rule] = &[
    // WORK comes with its marks; one pair may stand inside another.
    Rule::new(
        "title-marks",
        "WORK",
        "《[^《》\\n]{1,80}(《[^《》\\n]{1,60}》[^《》\\n]{0,40}){0,3}》",
        980,
        Value::None,
    ),
    // Contacts.
    Rule::new("contact-url", "CONTACT", "(https?://|ftp://|www\\.)<path>", 990, Value::None),
    Rule::new("contact-host", "CONTACT", "<host>(/<path>)?", 930, Value::None),
    Rule::new(
        "contact-mail",
        "CONTACT",
        "[A-Za-z0-9][A-Za-z0-9._+\\-]*@<word>(\\.<word>)+",
        990,
        Value::None,
    ),
    Rule::new("contact-phone", "CONTACT", "<area>[1-9][0-9]{4,7}([- ]?[0-9]{4})?<ext>?", 970, Value::None),
    Rule::new("contact-mobile", "CONTACT", "1[3-9][0-9]([- ]?[0-9X*]{4}){2}", 970, Value::None),
    Rule::new("contact-service", "CONTACT", "[48]00[-— ]?[0-9]{3,4}[-— ]?[0-9]{3,4}", 960, Value::None),
    Rule::new(
        "contact-phone-cued",
        "CONTACT",
        "[1-9][0-9]{2,4}[- ]?[0-9]{3,4}(<to>[1-9][0-9]{6,7})?<ext>?",
        930,
        Value::None,
    )
    .cued(Cue {
        before: &[
            "电话",
            "传真",
            "热线",
            "拨打",
            "致电",
            "手机",
            "联系方式",
            "Tel",
            "tel",
            "TEL",
            "Fax",
            "电话号码",
        ],
        after: &[],
        reach: 22,
    }),
    Rule::new("contact-hotline", "CONTACT", "(110|119|120|122|1[0-9]{4}|9[0-9]{4,5})", 930, Value::None)
        .cued(Cue {
            before: &["电话", "热线", "拨打", "致电"],
            after: &["热线", "电话", "举报", "服务热线", "报警", "举报平台"],
            reach: 6,
        }),
    Rule::new("contact-postcode", "CONTACT", "[0-9]{6}", 980, Value::None).cued(Cue {
        before: &["邮编", "邮政编码", "邮码", "Zip"],
        after: &[],
        reach: 8,
    }),
    Rule::new("contact-id", "CONTACT", "[A-Za-z0-9_\\-]{5,20}", 930, Value::None).cued(Cue {
        before: &["QQ群", "QQ", "微信号", "微信公众号", "QQ号", "微信"],
        after: &[],
        reach: 5,
    }),
    Rule::new("contact-box", "CONTACT", "[0-9]{1,5}(号?信箱|邮箱)(<an>分箱)?", 880, Value::None),
    // Times.
    Rule::new("time-range", "TIME", "<date>(<tail>)?<split=to><date>", 960, Value::Time),
    Rule::new(
        "time-range-days",
        "TIME",
        "(<y=y>年)?<m=m>月<d=d>(日<tail>)?<split=to><dom>",
        970,
        Value::Time,
    ),
    Rule::new("time-range-months", "TIME", "(<y=y>年|<rel=rely>)?<m=m><split=to><md>", 950, Value::Time),
    Rule::new(
        "time-range-months2",
        "TIME",
        "(<y=y>年|<rel=rely>)<m=m>(月份?)?<split=to><md>",
        950,
        Value::Time,
    ),
    Rule::new("time-range-years", "TIME", "<y=y4>年?<split=to><y=y4>年(<edge>|<near>)?", 970, Value::Time),
    Rule::new(
        "time-range-clock",
        "TIME",
        "((<date>|<dom>)(<tail>)?)?<clock><split=to><clock><near>?",
        970,
        Value::Time,
    ),
    Rule::new("time-range-clock-to-day", "TIME", "(<date>|<dom>)<split=to>(<dom>|<clock>)", 955, Value::Time),
    Rule::new(
        "time-range-hours",
        "TIME",
        "<part=part>?<h=h><split=to><h=h>(时|点钟?)<near>?",
        940,
        Value::Time,
    ),
    Rule::new("time-range-dom", "TIME", "<d=d>[日号]?<split=to><dom>", 940, Value::Time),
    Rule::new("time-range-week", "TIME", "<week><split=to><week>", 930, Value::None),
    Rule::new("time-date", "TIME", "<date>(<part>|<clock>|<near>)?", 960, Value::Time),
    Rule::new("time-dashed", "TIME", "<dashed>", 940, Value::Time),
    Rule::new("time-year-month", "TIME", "<y=y4>[./]<m=m2>", 300, Value::Time),
    Rule::new("time-day", "TIME", "<dom>", 900, Value::Time),
    Rule::new(
        "time-clock",
        "TIME",
        "(北京时间|当地时间)?(<dom>)?(<part=part><hm>|<h=h>时(<mi=mi>分?(<mi>秒)?|<half=half>|整|许|多|左右|一刻)|<h=h>点(<mi=mi>分(<mi>秒)?|<half=half>|整|许|多|左右|一刻|钟)|<part=part>?<colon>|<h=hn>时)<near>?",
        930,
        Value::Time,
    ),
    Rule::new(
        "time-hour",
        "TIME",
        "([0-9]{1,2}|十[一二]?|[〇一二三四五六七八九])点(钟|左右|多|许|整|半)",
        900,
        Value::Time,
    ),
    Rule::new("time-quarter", "TIME", "(<y=y>年|<rel=rely>)?<quarter=quarter>", 950, Value::Time),
    Rule::new(
        "time-quarters",
        "TIME",
        "(<y=y>年|<rel=rely>)?(前[一二三两]季度|前[一二三两]个季度|上半年|下半年)",
        930,
        Value::None,
    ),
    Rule::new(
        "time-edge",
        "TIME",
        "(年初|年底|年末|岁末|月初|月底|月末|年终|岁末年初)(以来)?",
        850,
        Value::None,
    ),
    Rule::new("time-decade", "TIME", "((上个?世纪|本世纪|(20|19|二十|十九)世纪)?<decade>)", 950, Value::None),
    Rule::new(
        "time-century",
        "TIME",
        "(([0-9]{1,2}|<cn>)世纪(初|末|中叶|后半叶|前半叶|以来)?|上个?世纪(初|末)?|本世纪(初|末|中叶)?|新世纪)",
        900,
        Value::None,
    ),
    Rule::new("time-plan", "TIME", "“?[一二三四五六七八九十]{1,2}五”?(时期|期间|规划期)", 930, Value::None),
    Rule::new(
        "time-festival",
        "TIME",
        "(<y=y>年|<rel=rely>)?<festival>(前夕|期间|假期|长假|黄金周|过后|当天)?(期间)?",
        880,
        Value::None,
    ),
    Rule::new("time-week", "TIME", "(本周|上周|下周|每周|这周)?<week><part>?(<hm>)?", 850, Value::None),
    Rule::new(
        "time-season",
        "TIME",
        "(今冬明春|去冬今春|[今去明][春夏秋冬]|(今年|去年|明年)[春夏秋冬][天季])",
        860,
        Value::None,
    ),
    Rule::new(
        "time-vague",
        "TIME",
        "(近日|日前|连日来|近年来|近日来|近几年来?|最近几?[天年]?|目前|截至目前|今后一?段?时?间?|近期|不久前|当天|当日|当晚|次日|翌日|每周|今晨|眼下|同一天)",
        600,
        Value::None,
    ),
    Rule::new(
        "time-past-years",
        "TIME",
        "(近|最近|过去|今后|未来)?([0-9]+|<cn>|[二三四五六七八九两几])年(来|以来|间)",
        850,
        Value::None,
    ),
    Rule::new("time-span", "TIME", "(<a=an>|<a=cn>|<a=small>)<tu>", 920, Value::Span),
    Rule::new("time-span-range", "TIME", "(<an>|<cn>|<cd>)<split=to>(<an>|<cn>|<cd>)<tu>", 920, Value::None),
    Rule::new(
        "time-half",
        "TIME",
        "(半个多?月|半个多?小时|半年多?|大半年|半天|半个世纪|一个半小时|一个半月|一年半|数十年|几十年|数年|数月|数日|数天|数小时|几天|几年|几个月|几小时)",
        870,
        Value::None,
    ),
    Rule::new(
        "time-one",
        "TIME",
        "(一个多月|一年多|一个月|一周|一年|一小时|一分钟|一个小时|一个多小时|一个星期)",
        550,
        Value::None,
    ),
    // Money.
    Rule::new(
        "money",
        "MONEY",
        "<sign>?(<a=an>|<a=cn>|<a=small>|<a=one>)<unit=currency>(<cents>|[0-9]角)?",
        970,
        Value::Money,
    ),
    Rule::new(
        "money-range",
        "MONEY",
        "<sign>?<any><currency>?<split=to>(<an>|<cn>|<cd>)<unit=currency>",
        970,
        Value::Money,
    ),
    Rule::new("money-signed", "MONEY", "<unit=sign> ?<a=an>(<currency>)?", 970, Value::Money),
    Rule::new(
        "money-signed-range",
        "MONEY",
        "<sign> ?<an><split=to><sign>? ?<an>(<currency>)?",
        970,
        Value::Money,
    ),
    Rule::new("money-cents", "MONEY", "(<an>|<cd>)([角毛](<cd>分|[0-9]分钱?)|[角毛分]钱)", 930, Value::None),
    Rule::new(
        "money-en",
        "MONEY",
        "[$€£¥]<a=a>( ?(million|billion|trillion|thousand|bn|m|k))?",
        940,
        Value::None,
    ),
    // Shares.
    Rule::new("percent", "PERCENT", "<a=a>[%‰]", 980, Value::Percent),
    Rule::new("percent-range", "PERCENT", "<a>[%‰]?<split=to><a>[%‰]", 980, Value::Percent),
    Rule::new("percent-words", "PERCENT", "(百|千|万)分之(<a=a>|<a=cnum>)", 980, Value::Percent),
    Rule::new(
        "percent-words-range",
        "PERCENT",
        "(百|千|万)分之<cnum><split=to>((百|千)分之)?<cnum>",
        970,
        Value::None,
    ),
    Rule::new("percent-point", "PERCENT", "(<a=a>|<a=cnum>)个?多?(百分点)", 970, Value::Percent),
    Rule::new("percent-tenths", "PERCENT", "(<a=a>|<a=small>)成(<b=cd>|半|多)?", 870, Value::Tenths),
    Rule::new("percent-fraction", "PERCENT", "(<cd>|<cn>|[0-9]+)分之(<cd>|<cn>|[0-9]+)", 940, Value::None),
    Rule::new("percent-en", "PERCENT", "<a=a> ?(per cent|percent)", 960, Value::Percent),
    // Quantities.
    Rule::new("quantity", "QUANTITY", "(<a=an>)<unit=meas>", 940, Value::Amount),
    Rule::new("quantity-pair", "QUANTITY", "<a=an>[余多几]?<unit=meas><half>", 930, Value::Amount),
    Rule::new("quantity-range", "QUANTITY", "<an><meas>?<split=to><an><unit=meas>", 940, Value::Amount),
    Rule::new("quantity-words", "QUANTITY", "<a=cn><unit=meas>", 900, Value::Amount),
    Rule::new(
        "quantity-words-range",
        "QUANTITY",
        "(<cn>|<cd>)<meas>?<split=to><cn><unit=meas>",
        900,
        Value::Amount,
    ),
    Rule::new("quantity-small", "QUANTITY", "(<a=small>|半)<unit=unit>(半|多)?", 860, Value::Amount),
    Rule::new("quantity-small-range", "QUANTITY", "<cd><split=to><cd><unit=unit>", 860, Value::Amount),
    Rule::new("quantity-few", "QUANTITY", "<a=two><unit=counted>", 620, Value::Amount),
    Rule::new("quantity-score", "QUANTITY", "([0-9]{1,3}|<cd>)(比|∶)([0-9]{1,3}|<cd>)", 880, Value::None),
    Rule::new("quantity-en", "QUANTITY", "<a=a>[ -]?<unit=units_en>", 850, Value::Amount),
    // Roads.
    Rule::new(
        "road",
        "LOC",
        "([0-9]{3}|[一二三]〇[一二三四五六七八九〇])(国道|省道|县道)(<mark>)?",
        960,
        Value::None,
    ),
    Rule::new(
        "road-letter",
        "LOC",
        "[GSX][0-9]{1,4}([\\u4e00-\\u9fff]{2,5})?(高速公路|高速|国道|省道|县道)(<mark>)?",
        950,
        Value::None,
    ),
    // Named actions and meetings.
    Rule::new(
        "action-quoted",
        "EVENT",
        "“<name=quoted>”(专项行动|专项斗争|专项整治行动|专项整治|专项治理|专案组?|系列活动|专项执法行动|集中统一行动|严打整治斗争)",
        900,
        Value::None,
    ),
    Rule::new(
        "case-dated",
        "EVENT",
        "“<name=dated>”[^，。；、！？,;“”《》]{0,10}(案件|案|事故|事件|专案|惨案|地震|运动)",
        900,
        Value::None,
    ),
    Rule::new(
        "congress",
        "EVENT",
        "(党的|中共)?(十[一二三四五六七八九]|二十)(届[一二三四五六七]中全会|大)",
        800,
        Value::None,
    ),
    Rule::new(
        "meeting-nth",
        "EVENT",
        "第(<cnum>|[0-9]+)[届次][\\u4e00-\\u9fff]{0,16}(代表大会|运动会|博览会|交易会|文化节|艺术节|电影节|音乐节|旅游节|研讨会|论坛|奥运会|亚运会|全运会|世界杯|锦标赛|联赛|洽谈会|展览会|书市|峰会|大会|会议|全会|艺术周|展销会|庙会|灯会)",
        820,
        Value::None,
    ),
];

/// Definitions that hold lists or are used by few rules.
pub const MORE_DEFINITIONS: &[(&str, &str)] = &[
    ("one", "[一半]"),
    ("hn", "(2[0-4]|1[0-9]|0?[0-9]|二十[一二三四]?|十[一二三四五六七八九]?|[〇三四五六七八九])"),
    ("two", "[三四五六七八九两]"),
    ("counted", "(名|人|起|家|户|辆|张|台|次|万|位|件|只|头|座|艘|架|场|支|间|棵|套|处|幅|册|枚|项)"),
    ("half", "半"),
    ("cnum", "[〇一二三四五六七八九十百千两]+(点<cd>+)?"),
    ("mark", "([0-9]+公里(加[0-9]+米)?处?|K[0-9]+(\\+[0-9]+)?(米|公里)?处?)"),
    ("quoted", "<inside>{2,20}"),
    ("dated", "[0-9一二三四五六七八九十]{1,2}[·.．][0-9一二三四五六七八九十]{1,2}"),
    (
        "units_en",
        "(square miles|square metres|miles|mile|kilometres|kilometers|metres|meters|feet|foot|inches|inch|yards|acres|hectares|tonnes|tons|ton|pounds|lb|kilograms|kilos|kg|km|litres|liters|gallons|degrees|mph|mm|cm)",
    ),
];
