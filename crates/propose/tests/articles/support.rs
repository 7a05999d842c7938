//! Pages with their truth, and how much of it a layout finds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jianbao_propose::articles::{ArticleModel, Job, Layout, Options};
use serde_json::Value;

/// A page and what is true of it. Offsets are bytes.
pub struct Page {
    pub text: String,
    pub blocks: Vec<Block>,
    /// The bytes where each article's blocks begin.
    pub articles: BTreeSet<BTreeSet<usize>>,
}

pub struct Block {
    pub start: usize,
    pub role: String,
    pub article: Option<String>,
}

/// Runs a job to its end in one step.
pub fn layout(text: &str, options: Options) -> Layout {
    let mut job = Job::new(Arc::from(text), ArticleModel::built_in(), options);
    while !job.step(usize::MAX).finished {}
    job.layout().clone()
}

/// Reads a page in labelled JSON or in the training pages' form, with its text beside it.
pub fn read(json: &Path, text: &Path) -> Page {
    let text = std::fs::read_to_string(text).unwrap().replace("\r\n", "\n");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    let document = if file["format"] == "jianbao" { &file["documents"][0] } else { &file };
    let lines = document.get("blocks").or(document.get("lines")).and_then(Value::as_array).unwrap();
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let blocks: Vec<Block> = lines
        .iter()
        .map(|line| Block {
            start: bytes[line["start"].as_u64().unwrap() as usize],
            role: line["role"].as_str().unwrap().to_owned(),
            article: line["article"].as_str().map(str::to_owned),
        })
        .collect();
    let mut articles: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for block in &blocks {
        if let Some(article) = &block.article {
            articles.entry(article).or_default().insert(block.start);
        }
    }
    let articles = articles.into_values().collect();
    Page { text, blocks, articles }
}

/// What was found of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    pub articles: usize,
    pub true_articles: usize,
    pub right_articles: usize,
    pub blocks: usize,
    pub right_roles: usize,
}

impl Found {
    /// F1 of articles that are right to the last block.
    pub fn exact(self) -> f64 {
        let sum = self.articles + self.true_articles;
        if sum == 0 { 1.0 } else { 2.0 * self.right_articles as f64 / sum as f64 }
    }

    /// Share of blocks with the right role.
    pub fn roles(self) -> f64 {
        if self.blocks == 0 { 1.0 } else { self.right_roles as f64 / self.blocks as f64 }
    }

    pub fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.true_articles += other.true_articles;
        self.right_articles += other.right_articles;
        self.blocks += other.blocks;
        self.right_roles += other.right_roles;
    }
}

/// Compares a layout with the truth.
pub fn compare(page: &Page, layout: &Layout) -> Found {
    let found: BTreeSet<BTreeSet<usize>> = layout
        .articles
        .iter()
        .map(|a| a.blocks.iter().map(|&b| layout.blocks[b as usize].range.start().idx()).collect())
        .collect();
    let roles: BTreeMap<usize, &str> =
        layout.blocks.iter().map(|b| (b.range.start().idx(), b.role.id())).collect();
    Found {
        articles: found.len(),
        true_articles: page.articles.len(),
        right_articles: found.intersection(&page.articles).count(),
        blocks: page.blocks.len(),
        right_roles: page.blocks.iter().filter(|b| roles.get(&b.start) == Some(&b.role.as_str())).count(),
    }
}
