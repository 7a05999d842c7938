//! What holds for every text.

use std::sync::Arc;

use jianbao_propose::articles::{ArticleModel, Job, Options};
use jianbao_propose::{Proposal, articles::Layout};
use proptest::prelude::*;

use super::support::layout;

/// Pieces that pages are made of, troubles included.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("\u{C}".to_owned()),
        Just("\u{3000}\u{3000}".to_owned()),
        Just("□ 海州日报记者 林小川\n".to_owned()),
        Just("（下转第3版）".to_owned()),
        Just("(上接第1版)".to_owned()),
        Just("—— 第3版 ——\n".to_owned()),
        Just("海州日报讯(魏小北)8月17日,".to_owned()),
        Just("图为渔民在晒网。\n许一帆 摄\n".to_owned()),
        Just("𠮷家渡口今天通航。".to_owned()),
        Just("👩‍👩‍👧e\u{301}".to_owned()),
        Just("“他说".to_owned()),
        Just("By Ann Lee\nLONDON — It rained. ".to_owned()),
        "[一-龥]{1,30}[，。！？、]?",
        "\\PC{0,12}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn proposals(text: &str, mut budget: impl FnMut() -> usize) -> (Vec<Proposal>, Layout) {
    let mut job = Job::new(Arc::from(text), ArticleModel::built_in(), Options::default());
    let mut out = Vec::new();
    let mut done = 0;
    loop {
        let progress = job.step(budget());
        assert!(
            progress.done_chars >= done && progress.done_chars <= progress.total_chars,
            "{progress:?} after {done}"
        );
        done = progress.done_chars;
        out.extend(job.take());
        if progress.finished {
            break;
        }
    }
    (out, job.layout().clone())
}

/// Checks everything that a layout promises.
fn check(text: &str, layout: &Layout) {
    let mut end = 0;
    let mut covered = String::new();
    for block in &layout.blocks {
        let range = block.range.idx();
        assert!(range.start >= end && range.start < range.end);
        let slice = &text[range.clone()];
        assert_eq!(slice.trim(), slice);
        assert!(!slice.contains('\n'));
        assert!(text[end..range.start].trim().is_empty(), "text between blocks");
        covered.push_str(slice);
        end = range.end;
        assert!(!block.role_evidence.reasons.is_empty() && !block.link_evidence.reasons.is_empty());
        for reason in block.role_evidence.reasons.iter().chain(&block.link_evidence.reasons) {
            assert!(jianbao_propose::reasons::words(reason).is_some(), "no words for {reason}");
        }
        let mut inner = range.start;
        for inline in &block.inline {
            assert!(inline.range.start().idx() >= inner && inline.range.end().idx() <= range.end);
            inner = inline.range.end().idx();
            assert!(text.is_char_boundary(inner) && text.is_char_boundary(inline.range.start().idx()));
        }
    }
    assert!(text[end..].trim().is_empty(), "text after the last block");
    let mut seen = vec![false; layout.blocks.len()];
    let mut first = None;
    for (number, article) in layout.articles.iter().enumerate() {
        assert!(!article.blocks.is_empty());
        let begins = article.blocks.iter().min();
        assert!(first < begins, "articles are not in the order of the text");
        first = begins;
        for &b in &article.blocks {
            assert!(!std::mem::replace(&mut seen[b as usize], true), "a block in two articles");
            assert_eq!(layout.blocks[b as usize].article, Some(number as u32));
        }
        assert!(!layout.blocks[article.blocks[0] as usize].continues, "nothing is before the first block");
        for (k, part) in article.parts.iter().enumerate() {
            assert!(article.parts[..k].iter().all(|other| !other.overlaps(*part)));
        }
    }
    for (block, seen) in layout.blocks.iter().zip(seen) {
        assert_eq!(block.article.is_some(), seen);
        assert!(seen || !block.continues);
    }
    let ranges: usize = layout.paragraphs().iter().map(|p| p.ranges.len()).sum();
    assert_eq!(ranges, layout.blocks.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_sound_layout(text in pieces()) {
        check(&text, &layout(&text, Options::default()));
    }

    #[test]
    fn steps_of_any_size_give_the_same(text in pieces(), budgets in proptest::collection::vec(1_usize..400, 1..8)) {
        let (whole, layout) = proposals(&text, || usize::MAX);
        let mut k = 0;
        let (cut, other) = proposals(&text, || { k += 1; budgets[k % budgets.len()] });
        prop_assert_eq!(&whole, &cut);
        prop_assert_eq!(&layout, &other);
        // Articles come before their blocks, blocks in the order of the text.
        let mut articles = 0;
        let mut end = 0;
        for proposal in &cut {
            match proposal {
                Proposal::Article(_) => articles += 1,
                Proposal::Block(block) => {
                    prop_assert!(block.article.is_none_or(|a| a < articles));
                    prop_assert!(block.range.start().0 >= end);
                    end = block.range.end().0;
                }
                Proposal::Entity(_) => prop_assert!(false, "not an entity detector"),
            }
        }
        prop_assert_eq!(articles as usize, layout.articles.len());
    }
}

#[test]
fn empty_and_blank_texts_have_no_blocks() {
    for text in ["", "\n", " \u{3000}\n\n\t", "\u{C}"] {
        assert_eq!(layout(text, Options::default()), Layout::default(), "{text:?}");
    }
}

#[test]
fn a_line_of_200_kb_is_cut_into_blocks_and_given_out_in_pieces() {
    let text = "渡口今天通航，两岸的居民都来看。船长说：“水位正好。”".repeat(3000);
    assert!(text.len() > 200_000);
    let mut job = Job::new(Arc::from(text.as_str()), ArticleModel::built_in(), Options::default());
    let mut batches = 0;
    while !job.step(1).finished {
        batches += usize::from(!job.take().is_empty());
    }
    assert!(batches > 1, "given out only at the end");
    check(&text, job.layout());
}
