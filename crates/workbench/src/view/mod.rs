//! What the screen shows, made from the project: plain data that compares cheaply.

mod checks;
mod chunks;
mod cut;
mod entity_list;
mod inspector;
mod layout;
mod lists;
mod outline;
mod places;

pub use checks::{Warning, WarningKind, warnings};
pub use chunks::{
    Band, ChunkView, Mark, Piece, Row, RowBlock, Seam, Shown, Stretch, chunk_view, mended, n_chunks,
};
pub use cut::{CutPreview, CutSide, cut_preview};
pub use entity_list::{
    EntityGroup, GroupEntry, ListFilter, ListRow, ListSort, StatusFilter, entity_groups, list_rows,
};
pub use inspector::{
    ArticleDetails, BlockDetails, Details, EntityDetails, ListedPlace, RangeDetails, article_details,
    block_details, entity_details,
};
pub use layout::{ChunkKey, Flow, Layout, Order};
pub use lists::{ArticleCard, Totals, article_cards, totals};
pub use outline::{Outline, OutlineEntry};
pub use places::{Place, PlaceState, Ticks, places};

use jianbao_core::annotation::{Annotation, Evidence, Status};

/// Below this a proposal is drawn as doubtful.
pub const DOUBTFUL_BELOW: u16 = 700;

/// Whether a proposal that nobody has decided on is unsure.
pub fn is_doubtful(annotation: &Annotation) -> bool {
    annotation.status == Status::Proposed && is_unsure(&annotation.origin.evidence)
}

fn is_unsure(evidence: &Evidence) -> bool {
    evidence.confidence.is_some_and(|confidence| confidence.thousandths() < DOUBTFUL_BELOW)
}
