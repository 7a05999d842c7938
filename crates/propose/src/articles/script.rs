//! Traditional to simplified, one character to one character, for patterns and features only:
//! the text itself is never changed.

/// Pairs of a traditional and a simplified character, for the words that patterns look at.
const PAIRS: &str = "報报訊讯電电記记者者攝摄圖图轉转續续員员聞闻華华網网臺台責责編编輯辑張张劉刘陳陈楊杨黃黄趙赵吳吴孫孙馬马羅罗鄭郑謝谢許许韓韩馮冯鄧邓彭彭蕭萧葉叶蘇苏魏魏呂吕盧卢鐘钟鍾钟譚谭陸陆賈贾韋韦鄒邹閻阎龍龙賀贺顧顾龔龚邵邵萬万錢钱嚴严湯汤";

/// The simplified form of a character; itself where none is known.
pub(crate) fn simplify(c: char) -> char {
    let mut pairs = PAIRS.chars();
    while let (Some(traditional), Some(simplified)) = (pairs.next(), pairs.next()) {
        if traditional == c {
            return simplified;
        }
    }
    c
}
