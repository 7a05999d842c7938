//! The reasons of this detector in words.

/// Id, Chinese, English. `{}` stands for the argument after the colon of a reason.
pub const REASONS: &[(&str, &str, &str)] = &[
    ("form", "按行的样子判断", "by the form of the line"),
    ("first", "在页面开头", "at the start of the page"),
    ("new", "像一篇新文章的开头", "looks like the start of an article"),
    ("follows", "接着上一段", "follows the paragraph before it"),
    ("continues", "接着上一行的同一段", "goes on with the paragraph of the line before it"),
    ("wrapped", "上一行排满后转到这一行", "the line before it is full and wraps into this one"),
    ("resumes", "接着前面被打断的文章", "goes on with an article that was interrupted"),
    ("interrupted", "中间被别的文章隔开", "interrupted by other articles"),
    ("stops-inside", "前面的话没说完", "the text before it stops in mid-sentence"),
    ("quote-open", "前面的引号或括号在这里才关上", "closes a quotation or bracket left open before"),
    ("fits", "断开处的字常连在一起", "the characters on both sides often stand together"),
    ("same-words", "和前文有相同的词语", "shares words with the text before it"),
    ("other-words", "和前文没有相同的词语", "shares no words with the text before it"),
    ("after-signature", "前面是署名，文章到那里结束", "after a signature or credit, which ends an article"),
    ("next-is-byline", "下面是记者署名或电头", "a byline or dateline comes next"),
    ("begins-with-dateline", "以电头开头", "begins with a dateline"),
    ("jump", "转版或接版的提示", "points to another page or back from one"),
    ("jump-back", "以“上接某版”开头", "begins with a pointer back to another page"),
    ("jump-page", "接第{}版的文章", "goes on from page {}"),
    ("short-line", "短行，句末没有标点", "a short line without a final mark"),
    ("dash", "以破折号开头", "begins with a dash"),
    ("under-headline", "紧跟在标题下面", "right below a headline"),
    ("byline-words", "有“记者”“通讯员”等字样", "has the words of a byline"),
    ("names", "整行都是姓名", "nothing but names"),
    ("dateline", "有“某报讯”“某社某地某日电”的格式", "has the form of a dateline"),
    ("parallel-lines", "和附近的短行长短、标点一样", "like other short lines nearby in length and marks"),
    ("between-paragraphs", "夹在正文段落之间的短行", "a short line between paragraphs"),
    ("picture-words", "有“图为”等字样", "has the words of a picture caption"),
    ("credit-near", "后面是摄影者署名", "a photo credit comes next"),
    ("credit-words", "有“摄”“供图”等字样", "has the words of a photo credit"),
    ("furniture", "报头、版号、日期等版面文字", "page furniture: name, number or date of the page"),
    ("sentences", "完整的句子", "whole sentences"),
    ("running-text", "较长的连续文字", "a longer stretch of text"),
    ("has-headline", "有标题", "has a headline"),
    ("signed", "末尾有署名", "is signed at its end"),
    ("learned", "按您在这里做过的修改", "as you corrected it before"),
];

#[cfg(test)]
mod tests {
    use super::REASONS;

    #[test]
    fn every_reason_is_listed_once_and_has_words_in_both_languages() {
        for (k, (id, zh, en)) in REASONS.iter().enumerate() {
            assert!(!id.is_empty() && !zh.is_empty() && !en.is_empty());
            assert!(REASONS[k + 1..].iter().all(|other| other.0 != *id), "{id} twice");
        }
    }
}
