//! What was noticed while a file was read, in words.

use jianbao_formats::exchange::Problem;

use crate::lang::Lang;

/// What a problem is: in English with its numbers, in Chinese by its kind; the path beside it says where.
pub fn problem_text(problem: &Problem, lang: Lang) -> String {
    match (lang, chinese(&problem.code)) {
        (Lang::Zh, Some(text)) => text.to_owned(),
        _ => problem.message.clone(),
    }
}

/// Where it is in the file: the words for what is counted are in the language, the names of the file as they are.
pub fn problem_path(problem: &Problem, lang: Lang) -> String {
    const WORDS: [(&str, &str); 5] = [
        ("document ", "文档 "),
        ("entity ", "实体 "),
        ("article ", "文章 "),
        ("block ", "段块 "),
        ("line ", "行 "),
    ];
    if lang == Lang::En {
        return problem.path.clone();
    }
    let step = |step: &str| {
        let known = WORDS.iter().find_map(|(en, zh)| Some(format!("{zh}{}", step.strip_prefix(en)?)));
        known.unwrap_or_else(|| step.to_owned())
    };
    problem.path.split(", ").map(step).collect::<Vec<_>>().join("，")
}

/// The words for a code of `jianbao_formats::CODES`.
fn chinese(code: &str) -> Option<&'static str> {
    Some(match code {
        "attributes" => "属性不保留",
        "blocks-overlap" => "与前面的段块重叠，未读入",
        "inline-outside" => "行内角色不在段块里，或与别的重叠，未读入",
        "no-label" => "没有标签，未读入",
        "no-range" => "没有写明位置，未读入",
        "no-text" => "没有对应的文字，未读入",
        "not-understood" => "读不懂，未采用",
        "one-is-read" => "有几份标注，只读第一份",
        "range-empty" => "范围是空的，未读入",
        "range-outside" => "位置不在文本里，未读入",
        "relations" => "关系和事件不保留",
        "too-many" => "太多，只读前面的",
        "transcription" => "转写用的标记不保留",
        "unknown-label" => "标签不认识，未读入",
        "articles-overlap" => "与前面的文章重叠，重叠处归前面的",
        "block-cut" => "段块跨出了文章，在边上切开",
        "id-number" => "编号不合规矩，已另编",
        "id-twice" => "编号重复，已另编",
        "key-twice" => "快捷键重复，后面的去掉",
        "label-added" => "文件没有列出的标签，已添加",
        "label-twice" => "标签重复，只留前面的",
        "label-without-id" => "标签没有编号，去掉了",
        "missing" => "缺一项，按常规补上",
        "more" => "其余的提示从略",
        "parts-rebuilt" => "文章的各部分与段块不符，已重做",
        "quote-differs" => "这里的文字与引文不同",
        "ranges-overlap" => "几段范围重叠，重叠处只算一次",
        "text-changed" => "文本与文件记下的校验和不符",
        "text-cleaned" => "文本里的换行或空字符已整理",
        "title-differs" => "题目与标题段块不同，原题另存",
        "too-many-labels" => "标签太多，只留前面的",
        "unit" => "按引文认出了位置的计数单位",
        "unsorted" => "段块的次序与文本不同",
        "damaged" => "这个文档已损坏，未读入",
        "empty" => "是空的",
        "newer-version" => "是更新的版本写的，未读入",
        "no-documents" => "没有文档",
        "not-jianbao" => "不是标注文件",
        "not-json" => "不是完整的 JSON",
        "offset-unit" => "位置的计数单位不认识",
        "text-too-long" => "文本太长，未读入",
        "too-large" => "文件太大，未读入",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_in_the_language() {
        let path = "document 2, line 7, label[3]".to_owned();
        let problem = Problem { is_loss: true, code: "relations".to_owned(), path, message: String::new() };
        assert_eq!(problem_path(&problem, Lang::Zh), "文档 2，行 7，label[3]");
        assert_eq!(problem_path(&problem, Lang::En), "document 2, line 7, label[3]");
    }

    #[test]
    fn every_code_has_words_of_its_own() {
        let mut seen = std::collections::HashSet::new();
        for code in jianbao_formats::CODES {
            let text = chinese(code).unwrap_or_else(|| panic!("{code}"));
            assert!(seen.insert(text), "{code}");
            let problem = Problem {
                is_loss: true,
                code: code.to_owned(),
                path: "document 1".to_owned(),
                message: "said in English".to_owned(),
            };
            assert_eq!(problem_text(&problem, Lang::Zh), text);
            assert_eq!(problem_text(&problem, Lang::En), "said in English");
        }
    }
}
