//! The form of personal names: surnames, given names, transliterations.

use std::sync::LazyLock;

use super::charset::CharSet;
use super::joined::is_han;

/// Surnames of one character that are common or in the news, written by hand.
const SURNAMES: &str = "丁万丛严丰乌乐乔于云亓井亢仇付仝任伊伍伏但位何佘余佟侯俞信修倪傅储元党全公兰关冀冉农冯况冶冷冼凌刁刘初利劳勾包匡区华卓单南卜卞卢卫印危卿厉原古史叶司吉向吕吴周呼和哈唐商喻国夏奉奚姚姜姬娄孔孙孟季宁安宋宗官宣宫容宾宿寇富封尉尚尤尧尹居屈展屠岑岳崔嵇左巩巫巴帅师席常干平幸庄应庞康廉廖张强彭徐惠慕戈戎成战戚戴房扈揭支敖敬文斯方於施时明易昝晁晋晏普景智曲曹曾朱朴权李杜束来杨杭林柏查柯柳柴栗栾桂桑梁梅植楚楼樊檀欧武段殷母毕毛江池汤汪沈沙浦海涂温游湛滕满漆潘焦熊燕牛牟狄玉王班甄甘田由申白皮盖盘盛相瞿石祁祖祝禹秦程穆窦章童符简管米粟索纪练缪罗羊翁翟耿聂肖胡胥臧舒艾芦芮花苏苑苗苟范茅茹荆荣莫萧葛董蒋蒙蒲蓝蔺薄薛虞衡衣袁裘裴褚覃解詹计许诺谈谌谢谭谷豆费贺贾赫赵路车辛辜边连迟逯邓邝邢那邬邰邱邵邸邹郁郎郑郜郝郭都鄢金钟钱银门闫闭闵闻阎阙阚阮阳阴阿陆陈陶隆隋雍雷霍靳鞠韦韩项顾颜饶马骆高魏鲁鲍鲜鹿麦麻黄黎齐龙龚佴佀冒冶阳苍钮亓衷巢关蒯晋晓昌谯";

/// Surnames of two characters.
const COMPOUND: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "令狐", "司徒", "皇甫", "慕容", "尉迟", "公孙", "东方", "夏侯", "宇文",
    "长孙", "独孤", "南宫", "端木", "申屠", "濮阳", "淳于", "单于", "轩辕", "呼延", "完颜", "闾丘", "澹台",
    "赫连", "太史", "钟离", "东郭", "西门", "百里", "万俟", "闻人", "司空", "左丘", "仲孙", "乐正", "拓跋",
];

static SURNAME_SET: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(SURNAMES.chars()));

static COMPOUND_FIRST: LazyLock<CharSet> = LazyLock::new(|| CharSet::of_first(COMPOUND));

/// Surnames that are function words or parts of words far more often than names, so that a weak
/// cue beside them is not enough.
const WEAK: &str = "于和向应时来由常那都连相成方关支明平信全位强是公海文花但原车高干安云元国区宗宾门金阿阳阴";

/// How many characters of `text` from `at` on are a surname: 0, 1 or 2.
pub fn surname_len(text: &[char], at: usize) -> usize {
    let Some(&first) = text.get(at) else { return 0 };
    if COMPOUND_FIRST.contains(first)
        && let Some(&second) = text.get(at + 1)
        && COMPOUND.iter().any(|s| s.chars().eq([first, second]))
    {
        return 2;
    }
    usize::from(SURNAME_SET.contains(first))
}

/// Whether the surname at this place is a common word too.
pub fn is_weak_surname(text: &[char], at: usize) -> bool {
    text.get(at).is_some_and(|&c| WEAK.contains(c)) && surname_len(text, at) == 1
}

/// Whether these characters have the form of a Chinese name: a surname and one or two characters
/// (with a compound surname too), or a name with 某.
pub fn is_chinese_name(name: &[char]) -> bool {
    let surname = surname_len(name, 0);
    surname > 0
        && name.iter().all(|&c| is_han(c))
        && (name.len() == surname + 1
            || name.len() == surname + 2
            || (surname == 1 && name.len() == 4 && surname_len(name, 1) == 1))
}

/// Whether these characters have the form of a name with a middle dot.
pub fn is_dotted_name(name: &[char]) -> bool {
    name.contains(&'·')
        && name.split(|&c| c == '·').all(|part| {
            !part.is_empty()
                && part.len() <= 8
                && (part.iter().all(|&c| is_han(c)) || part.iter().all(|c| c.is_ascii_alphabetic()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let is = |s: &str| is_chinese_name(&s.chars().collect::<Vec<_>>());
        assert!(is("许志远") && is("沈可") && is("欧阳文澜") && is("何某某"));
        assert!(!is("记者") && !is("沈") && !is("许志远大人"));
        assert!(is_dotted_name(&"约翰·哈特".chars().collect::<Vec<_>>()));
    }
}
