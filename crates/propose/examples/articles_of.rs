//! Proposes the articles of a folder of pages with a given model, to measure models that are not built in:
//! `articles_of MODEL PAGES OUT` writes for every `.txt` in PAGES a `.json` in the form of the training
//! pages, for `jianbao evaluate`.
#![allow(clippy::unwrap_used)] // a tool of development: whatever is wrong may end it

use std::path::Path;
use std::sync::Arc;

use jianbao_core::ByteRange;
use jianbao_propose::articles::{ArticleModel, Job, Options};
use serde_json::json;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, model, pages, out] = &args[..] else {
        eprintln!("articles_of MODEL PAGES OUT");
        std::process::exit(2);
    };
    let model = Arc::new(ArticleModel::load(&std::fs::read(model).unwrap()).unwrap());
    std::fs::create_dir_all(out).unwrap();
    for entry in std::fs::read_dir(pages).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "txt") {
            continue;
        }
        let text: Arc<str> = std::fs::read_to_string(&path).unwrap().into();
        let mut job = Job::new(text.clone(), model.clone(), Options::default());
        while !job.step(usize::MAX).finished {}
        let mut chars = vec![0_u32; text.len() + 1];
        for (n, (at, c)) in text.char_indices().enumerate() {
            chars[at] = n as u32;
            chars[at + c.len_utf8()] = n as u32 + 1;
        }
        let span = |r: &ByteRange| (chars[r.start().idx()], chars[r.end().idx()]);
        let layout = job.layout();
        let lines: Vec<_> = layout
            .blocks
            .iter()
            .map(|b| {
                let (start, end) = span(&b.range);
                let inline: Vec<_> = b
                    .inline
                    .iter()
                    .map(|i| {
                        let (start, end) = span(&i.range);
                        json!({ "start": start, "end": end, "role": i.role.id() })
                    })
                    .collect();
                json!({
                    "inline": inline,
                    "start": start, "end": end, "role": b.role.id(), "cont": b.continues,
                    "article": b.article.map(|a| a.to_string()),
                    "sure": b.role_evidence.confidence.probability(),
                    "link": b.link_evidence.confidence.probability(),
                })
            })
            .collect();
        let articles: Vec<_> = layout
            .articles
            .iter()
            .enumerate()
            .map(|(n, a)| {
                json!({
                    "id": n.to_string(), "parts": a.parts.iter().map(span).collect::<Vec<_>>(),
                    "sure": a.evidence.confidence.probability(),
                })
            })
            .collect();
        let name = Path::new(out).join(path.file_name().unwrap()).with_extension("json");
        std::fs::write(name, json!({ "lines": lines, "articles": articles }).to_string()).unwrap();
    }
}
