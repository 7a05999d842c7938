//! Articles that go on on another page.

use std::path::Path;

use jianbao_propose::articles::Options;
use jianbao_propose::reasons;

use super::support::{layout, read};

#[test]
fn an_article_that_goes_on_on_another_page_is_one_and_the_reason_names_the_page() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let page = read(&dir.join("two-pages.gold.json"), &dir.join("two-pages.txt"));
    let break_at = page.text.find('\u{C}').unwrap();
    let found = layout(&page.text, Options::default());
    let over: Vec<_> = found
        .articles
        .iter()
        .filter(|a| {
            let starts = || a.parts.iter().map(|part| part.start().idx());
            starts().any(|at| at < break_at) && starts().any(|at| at > break_at)
        })
        .collect();
    assert_eq!(over.len(), 2, "one with its headline on both pages, one that stops inside a sentence");
    for article in &over {
        let reason = article.evidence.reasons.iter().find(|r| r.starts_with("jump-page:")).unwrap();
        let [zh, en] = reasons::words(reason).unwrap();
        assert!(zh.contains('1') && en.contains('1'), "{zh} / {en}");
    }
    let broken = found.blocks.iter().find(|b| b.range.slice(&page.text).starts_with("（上接第1版）北塬"));
    assert!(broken.unwrap().continues, "the sentence goes on where it stopped");

    // Without the pointers nothing ties the pages together.
    let plain = page.text.replace("（上接第1版）", "").replace("（下转第3版）", "");
    let found = layout(&plain, Options::default());
    let reasons = found.articles.iter().flat_map(|a| &a.evidence.reasons);
    assert_eq!(reasons.filter(|r| r.starts_with("jump")).count(), 0);
}

/// A page of an invented paper.
fn sheet(number: u32, articles: &str) -> String {
    format!("第{number}版　要闻\n2006年4月11日　星期二\n\n{articles}\n")
}

#[test]
fn an_article_on_three_pages_is_put_together_in_the_order_of_its_jump_lines() {
    let first = sheet(
        1,
        "沅陵河上架起第三座桥\n本报讯（记者 谷𠮷田）4月10日，沅陵河三号桥合龙。大桥全长612米，两岸三万居民从此不必绕行。\
         大桥指挥部的工程师👩‍🔧站在桥头，把最后一根钢梁的编号写进了日志，她说这座桥从勘测到合龙一共用了（下转第2版）\n\n\
         柑橘节后天开幕\n本报讯（记者 毛小满）第七届柑橘节4月13日在城南果园开幕，为期三天，果农将带来四十个品种。\n",
    );
    let second = sheet(
        2,
        "（上接第1版）二十六个月。沅陵河的水位在汛期里一天能涨四米，钢梁只能在枯水的夜里吊装，桥墩旁的水位尺被漂木撞断过三次。\
         沅陵河大桥的钢梁在三百公里外的船厂里焊成，用驳船运到桥下，（下转第3版）\n\n\
         图书馆换了开放时间\n本报讯（记者 毛小满）市图书馆从4月15日起开放到晚上九点，阅览室增加座位一百二十个。\n",
    );
    let third = sheet(
        3,
        "（上接第2版）每一根都要在河上等一个没有雾的早晨才能吊装。沅陵河大桥指挥部说，桥面铺装六月完成，七月一日通车。\n\n\
         老街的café重新开门\n本报讯（记者 毛小满）停业半年的老街咖啡馆4月9日重新开门，老板说豆子还是从前的豆子。\n",
    );
    for pages in [[&first, &second, &third], [&first, &third, &second], [&third, &second, &first]] {
        let text = pages.map(String::as_str).join("\u{C}");
        let found = layout(&text, Options::default());
        let bridge = found
            .articles
            .iter()
            .find(|a| a.parts.iter().any(|part| part.slice(&text).contains("三号桥合龙")))
            .expect("the article is found");
        let words: Vec<&str> = ["三号桥合龙", "二十六个月", "没有雾的早晨"].into();
        let order: Vec<usize> = words
            .iter()
            .map(|word| bridge.parts.iter().position(|part| part.slice(&text).contains(word)).unwrap_or(99))
            .collect();
        assert_eq!(order, [0, 1, 2], "parts in reading order whatever the order of the pages:\n{text}");
        assert_eq!(bridge.parts.len(), 3);
    }
}
