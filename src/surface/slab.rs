//! Chunks that stand together, as one element.
//!
//! Out of view a chunk costs no layout, but the browser still goes through all of them for each frame: for what comes
//! into view, for what is under the pointer, for what is painted over what. A page of a megabyte has hundreds; in slabs,
//! it goes through some twenty and the chunks of the one in view.

use std::ops::Range;

use jianbao_core::{Document, LabelSet};
use jianbao_workbench::Lang;
use jianbao_workbench::view::{ChunkView, Order};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::chunk::Chunk;
use crate::shared::Shared;

/// What begins in so many chunks of the page stands together.
const SLAB_CHUNKS: usize = 16;

/// Which chunks stand together.
pub(super) struct Together {
    /// Stays the same where a chunk comes in or goes.
    pub key: u64,
    /// Their numbers.
    pub chunks: Range<usize>,
}

/// The slabs of a text, in order, without a gap.
pub(super) fn slabs(chunks: &[Shared<ChunkView>]) -> Vec<Together> {
    let place = |chunk: &ChunkView| (chunk.key.order(), chunk.key.on_page() / SLAB_CHUNKS);
    let mut slabs: Vec<Together> = Vec::new();
    for slab in chunks.chunk_by(|a, b| place(a) == place(b)) {
        let (order, at) = place(&slab[0]);
        // In article order, what is close to each other on the page can be in several places.
        let nth = slabs.iter().filter(|other| other.key as u32 == at as u32).count() as u64;
        let key = u64::from(order == Order::Article) << 63 | nth << 32 | at as u64;
        let start = slabs.last().map_or(0, |slab| slab.chunks.end);
        slabs.push(Together { key, chunks: start..start + slab.len() });
    }
    slabs
}

/// What a slab needs to know.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct SlabProps {
    /// Its chunks.
    pub chunks: Vec<Shared<ChunkView>>,
    /// Whether it is the first on the screen.
    pub is_top: bool,
    /// The document.
    pub document: Document,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// The language.
    pub lang: Lang,
}

/// Chunks that stand together.
pub(super) struct Slab {
    root: NodeRef,
    /// Of how many chunks the style sheet knows.
    n_told: usize,
}

impl Component for Slab {
    type Message = ();
    type Properties = SlabProps;

    fn create(_: &Context<Self>) -> Self {
        Self { root: NodeRef::default(), n_told: 0 }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let chunk = |(at, view): (usize, &Shared<ChunkView>)| {
            html! {
                <Chunk key={view.key.number()} view={view.clone()} is_top={props.is_top && at == 0}
                    document={props.document.clone()} labels={props.labels.clone()} lang={props.lang} />
            }
        };
        html! { <div class="slab" ref={self.root.clone()}>{ for props.chunks.iter().enumerate().map(chunk) }</div> }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        // The style sheet takes it for so many times as high as a chunk. What it knows already is left alone: the
        // browser would look at the style again.
        let n_chunks = ctx.props().chunks.len();
        if self.n_told != n_chunks
            && let Some(root) = self.root.cast::<HtmlElement>()
        {
            let _cosmetic = root.style().set_property("--chunks", &n_chunks.to_string());
            self.n_told = n_chunks;
        }
    }
}
