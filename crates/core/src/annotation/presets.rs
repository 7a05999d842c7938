//! Sets of labels that a project can start with.

use super::label::{Color, Label, LabelId, LabelSet};

/// A ready-made set of labels.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Ten labels for newspapers; what a new project starts with.
    Newspaper,
    /// The three labels of the MSRA corpus (SIGHAN 2006).
    Msra,
    /// The ten labels of CLUENER 2020.
    Cluener,
    /// The eighteen labels of OntoNotes 5.0.
    OntoNotes,
}

/// Id, name in Chinese, name in English, color, what belongs under it in Chinese and in English.
type Line = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

impl Preset {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Newspaper, Self::Msra, Self::Cluener, Self::OntoNotes];

    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Newspaper => "newspaper",
            Self::Msra => "msra",
            Self::Cluener => "cluener",
            Self::OntoNotes => "ontonotes",
        }
    }

    /// The preset with an id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.id() == id)
    }

    /// Its labels; the first ten have the digits 1 to 9 and 0 as keys.
    pub fn labels(self) -> LabelSet {
        let lines = self.lines().iter().zip("1234567890".chars().map(Some).chain(std::iter::repeat(None)));
        let labels = lines.map(|(&(id, zh, en, color, definition, _), key)| Label {
            id: LabelId::new(id),
            name_zh: zh.into(),
            name_en: en.into(),
            color: Color::parse(color).unwrap_or(Color { rgb: [0; 3] }),
            key,
            definition: definition.into(),
            extra: None,
        });
        LabelSet::of_unique(labels.collect())
    }

    /// The label of this set that means the same as one of another set; none where there is none.
    pub fn same_meaning(self, label: &LabelId) -> Option<LabelId> {
        let set = self.labels();
        if set.get(label).is_some() {
            return Some(label.clone());
        }
        let group = SAME.iter().find(|group| group.contains(&label.as_str()))?;
        group.iter().map(|id| LabelId::new(id)).find(|id| set.get(id).is_some())
    }

    /// What belongs under a label, in English, while its definition is still that of a preset; none where a person
    /// wrote it.
    pub fn definition_in_english(label: &Label) -> Option<&'static str> {
        let mut lines = Self::ALL.into_iter().flat_map(|preset| preset.lines());
        lines.find(|line| line.0 == label.id.as_str() && line.4 == &*label.definition).map(|line| line.5)
    }

    fn lines(self) -> &'static [Line] {
        match self {
            Self::Newspaper => &NEWSPAPER,
            Self::Msra => &NEWSPAPER[..3],
            Self::Cluener => &CLUENER,
            Self::OntoNotes => &ONTONOTES,
        }
    }
}

/// Labels of different sets that mean about the same; the first of a set counts.
const SAME: [&[&str]; 6] = [
    &["PER", "PERSON", "name"],
    &["ORG", "organization", "company", "government"],
    &["LOC", "GPE", "address", "FAC", "scene"],
    &["TIME", "DATE"],
    &["WORK", "WORK_OF_ART", "book", "movie", "game"],
    &["QUANTITY", "CARDINAL", "ORDINAL"],
];

#[rustfmt::skip]
const NEWSPAPER: [Line; 10] = [
    ("PER", "人名", "Person", "#c2410c", "人的姓名，含某某；不含职务、称谓。", "A person's name, also with 某; without titles and forms of address."),
    ("ORG", "机构名", "Organization", "#1d4ed8", "机关、单位、企业、团体、媒体；取最外层。", "Authorities, companies, societies, media; the outermost name."),
    ("LOC", "地名", "Place", "#15803d", "国家、省市县乡、山川、道路、地址。", "Countries, cities, villages, rivers, roads, addresses."),
    ("TIME", "时间", "Time", "#7e22ce", "日期、钟点、时段和相对时间。", "Dates, times of day, periods, relative times."),
    ("MONEY", "金额", "Money", "#a16207", "数目和货币单位。", "A number with its currency."),
    ("PERCENT", "百分比", "Percent", "#0e7490", "百分比、成数、分数。", "Percentages, tenths, fractions."),
    ("QUANTITY", "数量", "Quantity", "#4d7c0f", "数目和量词或度量单位。", "A number with its measure."),
    ("CONTACT", "联系方式", "Contact", "#be185d", "电话、邮编、邮箱、网址。", "Telephone, post code, mail, web address."),
    ("WORK", "作品", "Work", "#6d28d9", "书、报、文件、影视等，含书名号。", "Books, papers, documents, films, with their 《》."),
    ("EVENT", "事件", "Event", "#b91c1c", "有名称的活动、会议、案件、行动。", "Events, meetings, cases, campaigns that have a name."),
];

#[rustfmt::skip]
const CLUENER: [Line; 10] = [
    ("name", "姓名", "Name", "#c2410c", "人的姓名，也有小说人物和绰号。", "A person's name, also of fiction, and nicknames."),
    ("organization", "组织", "Organization", "#1d4ed8", "球队、乐队、社团等，不含公司和政府。", "Teams, bands, societies; no companies or authorities."),
    ("company", "公司", "Company", "#0e7490", "公司、集团、银行（央行除外）。", "Companies, groups, banks (not central banks)."),
    ("government", "政府", "Government", "#6d28d9", "中央和地方的行政机关、法院、军队。", "Authorities of all levels, courts, armies."),
    ("address", "地址", "Address", "#15803d", "省市区街道门牌，可以只有一级。", "From province to house number; one level is enough."),
    ("position", "职位", "Position", "#a16207", "职务和头衔。", "Offices and titles."),
    ("scene", "景点", "Scene", "#4d7c0f", "旅游景点：公园、博物馆、山、海等。", "Sights: parks, museums, mountains, seas."),
    ("book", "书名", "Book", "#7e22ce", "小说、杂志、教材等。", "Novels, magazines, textbooks."),
    ("movie", "影视", "Movie", "#be185d", "电影、纪录片等。", "Films, documentaries."),
    ("game", "游戏", "Game", "#b91c1c", "常见的游戏。", "Games."),
];

#[rustfmt::skip]
const ONTONOTES: [Line; 18] = [
    ("PERSON", "人物", "Person", "#c2410c", "人，也包括虚构人物。", "People, also of fiction."),
    ("NORP", "民族党派", "Nationality, religion, party", "#9a3412", "民族、宗教、政治团体。", "Peoples, religions, political groups."),
    ("FAC", "设施", "Facility", "#0f766e", "建筑、机场、道路、桥梁。", "Buildings, airports, roads, bridges."),
    ("ORG", "机构", "Organization", "#1d4ed8", "公司、机关、院校。", "Companies, authorities, schools."),
    ("GPE", "行政区", "Geopolitical entity", "#15803d", "国家、城市、省州。", "Countries, cities, provinces."),
    ("LOC", "地点", "Location", "#4d7c0f", "不是行政区的地点：山脉、水域。", "Places that nobody governs: mountains, waters."),
    ("PRODUCT", "产品", "Product", "#0369a1", "物品、车辆、食品，不含服务。", "Things, vehicles, food; no services."),
    ("EVENT", "事件", "Event", "#b91c1c", "有名称的灾害、战争、赛事。", "Disasters, wars, matches that have a name."),
    ("WORK_OF_ART", "作品", "Work of art", "#6d28d9", "书名、歌名等。", "Titles of books, songs and the like."),
    ("LAW", "法律", "Law", "#475569", "成文的法律文件。", "Laws that are written down."),
    ("LANGUAGE", "语言", "Language", "#a21caf", "有名称的语言。", "Languages that have a name."),
    ("DATE", "日期", "Date", "#7e22ce", "绝对或相对的日期、时段。", "Absolute or relative dates and periods."),
    ("TIME", "时刻", "Time", "#86198f", "短于一天的时间。", "Times shorter than a day."),
    ("PERCENT", "百分比", "Percent", "#0e7490", "百分比，含百分号。", "Percentages with their sign."),
    ("MONEY", "金额", "Money", "#a16207", "钱数，含单位。", "Sums of money with their unit."),
    ("QUANTITY", "数量", "Quantity", "#3f6212", "重量、距离等量度。", "Weights, distances and other measures."),
    ("ORDINAL", "序数", "Ordinal", "#be185d", "第一、第二。", "First, second."),
    ("CARDINAL", "基数", "Cardinal", "#854d0e", "不属于其他类的数目。", "Numbers of no other kind."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_have_the_labels_of_their_corpora() {
        let sizes = Preset::ALL.map(|preset| preset.labels().len());
        assert_eq!(sizes, [10, 3, 10, 18]);
        for preset in Preset::ALL {
            assert_eq!(Preset::from_id(preset.id()), Some(preset));
            assert!(preset.labels().iter().all(|label| label.color.rgb != [0; 3]));
        }
    }

    #[test]
    fn definitions_of_presets_are_there_in_english() {
        for preset in Preset::ALL {
            for label in preset.labels().iter() {
                let english = Preset::definition_in_english(label).expect("every label has one");
                assert!(english.ends_with('.') && english.len() > 5, "{english}");
            }
        }
        let mut own = Preset::Newspaper.labels().iter().next().expect("ten labels").clone();
        own.definition = "诗人".into();
        assert_eq!(Preset::definition_in_english(&own), None);
    }

    #[test]
    fn labels_of_another_set_are_found_again() {
        let same = |preset: Preset, id: &str| {
            preset.same_meaning(&LabelId::new(id)).map(|found| found.as_str().to_owned())
        };
        assert_eq!(same(Preset::Cluener, "PER").as_deref(), Some("name"));
        assert_eq!(same(Preset::Newspaper, "company").as_deref(), Some("ORG"));
        assert_eq!(same(Preset::OntoNotes, "LOC").as_deref(), Some("LOC"));
        assert_eq!(same(Preset::Msra, "MONEY"), None);
        assert_eq!(same(Preset::Newspaper, "DATE").as_deref(), Some("TIME"));
    }
}
