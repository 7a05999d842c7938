//! What was found on a page: blocks with roles, articles with their blocks in reading order.

use jianbao_core::{ByteRange, Role};

use crate::proposal::{Evidence, InlineRole};

/// The blocks and articles of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// In text order, disjoint.
    pub blocks: Vec<LayoutBlock>,
    /// In the order in which they begin in the text. Never without a block.
    pub articles: Vec<LayoutArticle>,
}

/// A block with its role and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutBlock {
    /// Where it is, in bytes.
    pub range: ByteRange,
    /// What it is.
    pub role: Role,
    /// The index of its article in [`Layout::articles`]; none for page furniture.
    pub article: Option<u32>,
    /// Whether it goes on with the paragraph of the block before it in reading order.
    pub continues: bool,
    /// Stretches inside it with a role of their own.
    pub inline: Vec<InlineRole>,
    /// How sure the role is, and why.
    pub role_evidence: Evidence,
    /// How sure its relation to the block before it in reading order is, and why.
    pub link_evidence: Evidence,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutArticle {
    /// Indices into [`Layout::blocks`], in reading order.
    pub blocks: Vec<u32>,
    /// The same as stretches of the text: neighbouring blocks are one part.
    pub parts: Vec<ByteRange>,
    /// How sure it is that these parts and no others are one article, and why.
    pub evidence: Evidence,
}

/// A paragraph: one block, or several that continue one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// The index of its article; none for page furniture.
    pub article: Option<u32>,
    /// The role of its first block, or `Body` where a dateline block opens a body paragraph.
    pub role: Role,
    /// Its blocks in reading order, in bytes.
    pub ranges: Vec<ByteRange>,
}

impl Layout {
    /// Every paragraph: article by article in reading order, furniture last.
    pub fn paragraphs(&self) -> Vec<Paragraph> {
        let mut out: Vec<Paragraph> = Vec::new();
        for (number, article) in self.articles.iter().enumerate() {
            for (k, &block) in article.blocks.iter().enumerate() {
                let block = &self.blocks[block as usize];
                match out.last_mut() {
                    Some(open) if block.continues && k > 0 => {
                        open.ranges.push(block.range);
                        if block.role == Role::Body {
                            open.role = Role::Body;
                        }
                    }
                    _ => out.push(Paragraph {
                        article: Some(number as u32),
                        role: block.role,
                        ranges: vec![block.range],
                    }),
                }
            }
        }
        out.extend(self.blocks.iter().filter(|b| b.article.is_none()).map(|b| Paragraph {
            article: None,
            role: b.role,
            ranges: vec![b.range],
        }));
        out
    }

    /// The parts of an article: its blocks in reading order, neighbours in the text joined.
    pub(crate) fn parts_of(blocks: &[LayoutBlock], order: &[u32]) -> Vec<ByteRange> {
        let mut parts: Vec<(u32, u32)> = Vec::new();
        for &block in order {
            match parts.last_mut() {
                Some((_, last)) if *last + 1 == block => *last = block,
                _ => parts.push((block, block)),
            }
        }
        parts
            .into_iter()
            .map(|(a, b)| ByteRange::new(blocks[a as usize].range.start(), blocks[b as usize].range.end()))
            .collect()
    }
}
