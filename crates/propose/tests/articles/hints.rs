//! What a person has shown counts at once.

use jianbao_core::{ByteRange, Role};
use jianbao_propose::articles::{Correction, Hints, Options, Place};

use super::support::layout;

const PAGE: &str = "渡口镇新桥通车\n\n〔本报观察员 林小川〕\n\n8月3日，渡口镇的新桥通车。两岸的居民敲锣打鼓，走过这座等了十年的桥。镇长说，今后进城只要二十分钟。\n\n\
    柳河夜市重新开张\n\n〔本报观察员 魏小北〕\n\n8月4日晚，柳河夜市重新开张。摊主们说，搬了三次家，这回总算安定下来了。管理处准备了一百二十个摊位。\n";

fn block(text: &str, part: &str) -> ByteRange {
    let at = text.find(part).unwrap();
    ByteRange::at(at, at + part.len())
}

#[test]
fn a_form_that_was_shown_once_is_found_again_and_forgotten_again() {
    let first = block(PAGE, "〔本报观察员 林小川〕");
    let mut hints = Hints::default();
    hints.observe(PAGE, &[Correction { range: first, role: Role::Signature, place: Place::Follows }]);
    let found = layout(PAGE, Options { hints: hints.clone(), fixed: Vec::new() });
    let other = found.blocks.iter().find(|b| b.range == block(PAGE, "〔本报观察员 魏小北〕")).unwrap();
    assert_eq!(other.role, Role::Signature);
    assert!(other.role_evidence.reasons.iter().any(|r| r == "learned"), "{:?}", other.role_evidence);
    hints = Hints::default();
    assert_eq!(layout(PAGE, Options { hints, fixed: Vec::new() }), layout(PAGE, Options::default()));
}

#[test]
fn what_was_decided_stands() {
    let range = block(PAGE, "柳河夜市重新开张");
    let fixed = vec![Correction { range, role: Role::Subhead, place: Place::Follows }];
    let found = layout(PAGE, Options { hints: Hints::default(), fixed });
    let at = found.blocks.iter().position(|b| b.range == range).unwrap();
    assert_eq!(found.blocks[at].role, Role::Subhead);
    assert_eq!(found.blocks[at].article, found.blocks[at - 1].article);

    let body = block(PAGE, PAGE.lines().last().unwrap());
    let before = found.blocks[2].range;
    let fixed = vec![Correction { range: body, role: Role::Body, place: Place::ResumesAfter(before) }];
    let found = layout(PAGE, Options { hints: Hints::default(), fixed });
    let article = |range: ByteRange| found.blocks.iter().find(|b| b.range == range).unwrap().article;
    assert_eq!(article(body), article(before));
    assert_ne!(article(body), article(range));
}

#[test]
fn a_wrap_width_that_was_shown_is_used_and_forgotten_again() {
    let page = |first: &str| format!("{first}\n里的水位正好。\n");
    let text = page("渡口昨天通航镇长说河");
    let join =
        Correction {
            range: block(&text, "里的水位正好。"), role: Role::Body, place: Place::Continues
        };
    let mut hints = Hints::default();
    hints.observe(&text, &[join.clone(), join.clone(), join]);
    let other = page("柳河夜市上月重开掌柜");
    let found = layout(&other, Options { hints, fixed: Vec::new() });
    let second = &found.blocks[1];
    assert!(second.continues);
    assert!(second.link_evidence.reasons.iter().any(|r| r == "wrapped"), "{:?}", second.link_evidence);
    let found = layout(&other, Options::default());
    assert!(!found.blocks[1].link_evidence.reasons.iter().any(|r| r == "wrapped"));
}
