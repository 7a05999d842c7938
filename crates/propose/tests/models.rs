//! The models that are built in keep their scores on the project's own sentences that no training has seen.

use jianbao_propose::entities::EntityModel;
use jianbao_propose::entities::joined::fold;
use jianbao_propose::entities::tagger::features::Convention;
use jianbao_propose::entities::tagger::weights::LABELS;
use serde::Deserialize;

#[derive(Deserialize)]
struct Sentence {
    text: String,
    spans: Vec<(usize, usize, String)>,
    held_out: bool,
}

/// F1 of people, places and organizations by the tagger alone.
fn f1(model: &EntityModel) -> f64 {
    let tagger = model.tagger.as_ref().expect("a built-in model has a tagger");
    let (mut right, mut both) = (0usize, 0usize);
    for line in include_str!("../../../corpus/sentences.jsonl").lines() {
        let sentence: Sentence = serde_json::from_str(line).expect("a line of the corpus is JSON");
        if !sentence.held_out {
            continue;
        }
        let text: Vec<char> = sentence.text.chars().map(fold).collect();
        let found = tagger.decode(&tagger.emissions(&text, Convention::Guideline));
        let is_marked = |&(start, end, label): &(usize, usize, usize)| {
            sentence.spans.iter().any(|span| (span.0, span.1, span.2.as_str()) == (start, end, LABELS[label]))
        };
        right += found.iter().filter(|item| is_marked(&item.span)).count();
        let marked = sentence.spans.iter().filter(|span| LABELS.contains(&span.2.as_str())).count();
        both += found.len() + marked;
    }
    2.0 * right as f64 / both as f64
}

#[test]
fn both_models_keep_their_floor() {
    let (newspaper, open) = (f1(&EntityModel::built_in()), f1(&EntityModel::built_in_open()));
    println!("own held-out sentences: newspaper F {newspaper:.3}, open F {open:.3}");
    assert!(newspaper >= 0.875, "newspaper: F {newspaper:.3}");
    assert!(open >= 0.865, "open: F {open:.3}");
}
