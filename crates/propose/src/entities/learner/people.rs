//! Nouns for people by what they do or are: a kind of word that many guidelines mark and the tagger knows no label for.

use std::sync::OnceLock;

use crate::entities::dictionary::Dictionary;

/// Words that their last character does not give away, or that are no words of the lexicon.
const WORDS: &str = "主任 主席 主帅 主管 主编 主播 主教 主厨 书记 总监 总编 总裁 总理 总统 总督 总管 经理 董事 理事 监事 常委 委员 代表 \
    领导 首领 领袖 首脑 首相 首富 元首 君主 国王 皇帝 女王 女皇 皇后 太后 王后 王子 公主 太子 王储 贵妃 妃子 宰相 丞相 大臣 太监 宫女 \
    将军 元帅 上将 中将 少将 大校 上校 中校 少校 上尉 中尉 少尉 司令 政委 参谋 军医 哨兵 骑士 武士 勇士 卫士 战士 护士 博士 硕士 学士 院士 \
    教授 讲师 导师 教练 助教 助理 助手 秘书 会计 出纳 翻译 导演 编剧 编导 编辑 制片 监制 摄影 摄像 美工 剧务 场记 解说 裁判 领队 前锋 中锋 \
    后卫 中卫 边锋 中场 门将 守门员 替补 队友 队长 选手 新秀 冠军 亚军 季军 得主 学霸 大夫 医护 护工 护理 药剂师 保姆 保安 保镖 管家 \
    门卫 门童 店主 店长 老板 老总 高管 股东 业主 房东 房主 车主 船主 东家 掌柜 客服 客户 顾客 乘客 旅客 游客 买家 卖家 商家 藏家 玩家 \
    司机 的哥 船长 机长 空姐 空乘 水手 舵手 厨师 大厨 厨子 裁缝 木匠 铁匠 石匠 泥瓦匠 工头 民工 农民 渔民 牧民 市民 村民 居民 网民 股民 \
    民警 交警 刑警 特警 武警 巡警 狱警 干警 警察 警官 法官 检察官 律师 公证员 法医 证人 原告 被告 同案犯 嫌犯 罪犯 逃犯 凶手 小偷 \
    盗贼 骗子 劫匪 歹徒 毒贩 人质 死者 伤者 烈士 英雄 模范 劳模 志愿者 义工 孤儿 乞丐 难民 囚犯 和尚 尼姑 道士 法师 住持 方丈 神父 牧师 \
    主教 教皇 长老 喇嘛 活佛 居士 作家 诗人 词人 文豪 学者 专家 顾问 大师 大使 公使 领事 参赞 特使 使者 发言人 校友 同学 同事 同行 同伴 \
    搭档 伙伴 朋友 好友 密友 网友 室友 战友 男友 女友 恋人 情人 爱人 丈夫 妻子 老公 老婆 媳妇 太太 夫人 先生 女士 小姐 父亲 母亲 爸爸 妈妈 \
    老爸 老妈 爸妈 父母 爷爷 奶奶 外公 外婆 姥姥 姥爷 儿子 女儿 闺女 孙子 孙女 外孙 侄子 侄女 外甥 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 \
    兄妹 姐弟 大哥 大姐 老弟 小弟 小妹 哥们 姐们 叔叔 伯伯 舅舅 姑姑 姨妈 姑妈 婶婶 嫂子 姐夫 妹夫 女婿 岳父 岳母 公公 婆婆 亲戚 亲人 家属 \
    大爷 大妈 大叔 大婶 阿姨 老汉 老头 老太 老太太 老人 老乡 老外 青年 少年 少女 男孩 女孩 男生 女生 小伙 小伙子 姑娘 孩子 小孩 婴儿 宝宝 宝贝 \
    美女 帅哥 女神 男神 明星 歌星 影星 球星 巨星 新星 童星 演员 影后 影帝 天王 天后 歌手 艺人 模特 超模 名模 主唱 鼓手 乐手 琴师 \
    舞者 粉丝 歌迷 影迷 球迷 观众 读者 听众 作者 译者 博主 楼主 站长 版主 群主 站主 师傅 徒弟 师父 师兄 师弟 师姐 师妹 学长 学姐 学弟 学妹 学生 高中生 \
    大学生 研究生 博士生 毕业生 小学生 中学生 留学生 实习生 新生 老生 考生 校长 院长 老师 班主任 教员 家长 员工 职工 职员 店员 白领 蓝领 \
    教父 教主 盟主 帮主 掌门 侠客 剑客 刺客 杀手 间谍 特工 侦探 探长 酋长 奴隶 仆人 丫鬟 书童 状元 进士 秀才 举人 知府 知县 县令 太守 刺史 尚书 \
    侍郎 御史 都督 巡抚 提督 创始人 负责人 继承人 投资人 经纪人 代言人 主持人 当事人 监护人 法人 猎头 中介 操盘手 分析师 交易员 经销商 \
    供应商 开发商 承包商 运营商 零售商 批发商 工程师 程序员 设计师 建筑师 架构师 文员 前台 地主 富豪 大亨 巨头 大佬 元老 泰斗 巨匠 新人 达人 嘉宾";

/// What nouns for people end with.
const ENDINGS: &str = "员师家者长";

/// Nouns that end so and are none for people.
const OTHERS: &str = "国家 大家 人家 全家 回家 自家 老家 安家 成家 皇家 居家 或者 后者 前者 再者 增长 成长 生长 特长 擅长 延长 漫长 身长 \
    全长 专长 周长 波长 消长 见长 动员 出师 全员 满员 裁员 复员 会师 军师 京师";

/// A noun of more characters is a sentence rather than a word.
const LONGEST: usize = 6;

fn dictionary(words: &str) -> Dictionary {
    let mut out = Dictionary::default();
    for word in words.split_whitespace() {
        out.insert(&word.chars().collect::<Vec<_>>(), 0);
    }
    out
}

/// A word that a text was cut into.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// First character.
    pub(super) start: usize,
    /// Behind the last character.
    pub(super) end: usize,
    /// Whether the lexicon has it as a noun.
    pub(super) is_noun: bool,
}

/// The nouns for people in a text that was cut into `words`: first characters and ends.
pub(super) fn find(text: &[char], words: &[Word]) -> Vec<(usize, usize)> {
    static BOTH: OnceLock<[Dictionary; 2]> = OnceLock::new();
    let [listed, others] = BOTH.get_or_init(|| [dictionary(WORDS), dictionary(OTHERS)]);
    let ends_so = |word: &Word| {
        let len = word.end - word.start;
        word.is_noun
            && (2..=LONGEST).contains(&len)
            && ENDINGS.contains(text[word.end - 1])
            && others.longest_at(text, word.start).is_none_or(|(other, _)| other != len)
    };
    let mut out = Vec::new();
    let mut at = 0;
    for word in words.iter().filter(|word| word.end > word.start) {
        if word.start >= at && ends_so(word) {
            out.push((word.start, word.end));
            at = word.end;
        }
        // A word of the list may begin inside of a word and end in another, since the cut can be wrong.
        at = at.max(word.start);
        while at < word.end {
            match listed.longest_at(text, at) {
                Some((len, _)) => {
                    out.push((at, at + len));
                    at += len;
                }
                None => at += 1,
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_and_the_endings_are_found() {
        let text: Vec<char> = "首席飞行员是大家的老朋友和副董事长".chars().collect();
        let cut = [(0, 2, false), (2, 5, true), (5, 6, false), (6, 8, true), (8, 9, false), (9, 12, true)];
        let rest = [(12, 13, false), (13, 14, false), (14, 17, true)];
        let word = |&(start, end, is_noun): &(usize, usize, bool)| Word { start, end, is_noun };
        let words: Vec<_> = cut.iter().chain(&rest).map(word).collect();
        assert_eq!(find(&text, &words), [(2, 5), (10, 12), (14, 17)]);
        // Without a lexicon each character is a word: only the list is left.
        let single: Vec<_> = (0..text.len()).map(|i| Word { start: i, end: i + 1, is_noun: false }).collect();
        assert_eq!(find(&text, &single), [(10, 12), (14, 16)]);
    }
}
