//! Why an entity was proposed, in words.

/// A reason: its id, and the words in Chinese and in English. An argument after a colon in a
/// reason is shown behind the words.
pub const REASONS: &[(&str, &str, &str)] = &[
    ("tagger", "上下文像一个名称", "the context reads like a name"),
    ("tagger-repeat", "本页别处也这样认出", "recognized elsewhere on this page"),
    ("tagger-learned", "按您的修改学到的", "learned from your corrections"),
    ("accepted", "您已接受同样的文字", "you accepted the same text"),
    ("word-list", "在您的词表中", "in your word list"),
    ("byline", "署名行中的姓名", "name in the byline"),
    ("byline-media", "署名行中的媒体", "paper or agency in the byline"),
    ("dateline-name", "电头中的记者姓名", "name in the dateline"),
    ("dateline-media", "电头中的媒体", "paper or agency in the dateline"),
    ("signature", "文末署名", "name in the signature"),
    ("credit", "图片作者", "name in the photo credit"),
    ("reporter", "“记者”之后的姓名", "name after “reporter”"),
    ("speech", "姓名后接“说”“介绍”等", "name before a word of saying"),
    ("anonymized", "姓加“某”的化名", "surname with 某"),
    ("repeated", "本页别处出现过的名字", "the same name stands elsewhere on the page"),
    ("transliterated", "带间隔号的译名", "foreign name with a middle dot"),
    ("alias", "上文全称的简称", "short form of a name above"),
    ("unit", "机关内设单位的固定写法", "the usual form of a unit of an authority"),
    ("short-place", "本页出现过的地名的简称", "short form of a place on this page"),
    ("nested", "在更长的名称之内", "inside a longer name"),
    ("address", "相连的地名和门牌合成一个地址", "places and a house number in a row are one address"),
    ("merged", "相连的部分合成最外层的名称", "parts in a row are one outermost name"),
    ("grammar", "符合固定写法", "written in a fixed form"),
    ("english", "英文规则，把握较小", "rule for English, less sure"),
    ("over-tagger", "固定写法优先于上下文判断", "the fixed form outweighs the context"),
    ("structure-over-tagger", "版面位置优先于上下文判断", "the place on the page outweighs the context"),
];
