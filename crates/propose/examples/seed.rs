//! Prints the entities of one page whose lines are given as in the training pages.
#![allow(clippy::unwrap_used)] // a tool of development: whatever is wrong may end it

use jianbao_core::{ByteRange, Role};
use jianbao_propose::entities::{EntityModel, Job, Options, Paragraph};
use std::sync::Arc;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text: Arc<str> = std::fs::read_to_string(&args[1]).unwrap().into();
    // lines: start end role cont article
    let lines = std::fs::read_to_string(&args[2]).unwrap();
    let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for line in lines.lines() {
        let f: Vec<&str> = line.split(' ').collect();
        let range =
            ByteRange::at(bytes[f[0].parse::<usize>().unwrap()], bytes[f[1].parse::<usize>().unwrap()]);
        if f[3] == "1"
            && let Some(p) = paragraphs.last_mut()
        {
            p.pieces.push(range);
            continue;
        }
        paragraphs.push(Paragraph { pieces: vec![range], role: Role::from_id(f[2]).unwrap(), article: None });
    }
    let mut job = Job::new(text.clone(), paragraphs, EntityModel::built_in(), Options::default());
    while !job.step(1000).finished {}
    let chars = |b: usize| bytes.partition_point(|&x| x < b);
    let items: Vec<String> = job
        .take()
        .iter()
        .map(|e| {
            let r: Vec<String> = e
                .ranges
                .iter()
                .map(|r| format!("[{},{}]", chars(r.start().idx()), chars(r.end().idx())))
                .collect();
            format!("{{\"label\":\"{}\",\"ranges\":[{}]}}", e.label, r.join(","))
        })
        .collect();
    println!("{{\"entities\":[{}]}}", items.join(",\n"));
}
