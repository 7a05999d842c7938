//! The export dialog: what was chosen, what would be handed over, and what it lacks.

use jianbao_core::Project;
use jianbao_core::annotation::{Annotation, Layer};
use jianbao_formats::exchange::{Order, Refused, Request, TaskId, Written};
use jianbao_formats::hub::{FormatInfo, table};
use jianbao_formats::labelled_json::{self, Layout, WriteOptions, file_ids};

use crate::lang::Lang;
use crate::msg::Effect;

/// What a person does in the dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportMsg {
    /// It is to be written so.
    Choose(Order),
    /// Hand the file over.
    Download,
    /// Copy the text of the file.
    Copy,
    /// Go to an item that the format cannot hold, `DOCUMENT#ID`.
    GoTo(String),
    /// Close the dialog.
    Close,
}

/// What is being written.
#[derive(Debug)]
pub struct Exporting {
    pub(super) task: TaskId,
    /// The documents, as labelled JSON.
    documents: String,
    /// How many documents there are.
    pub n_documents: usize,
    /// What was chosen.
    pub order: Order,
    /// What was written, for the choice before while an answer is awaited.
    pub written: Option<Written>,
    /// Why nothing was written.
    pub refused: Option<Refused>,
    /// Whether an answer is awaited.
    pub waits: bool,
}

impl Exporting {
    /// `stem` is the name of the file without an extension.
    pub(super) fn new(task: TaskId, projects: &[&Project], stem: &str, before: Option<Order>) -> Self {
        let compact = WriteOptions { layout: Layout::Compact, ..WriteOptions::default() };
        let first = table().iter().find(|info| info.id == "doccano").map_or("jianbao", |info| info.id);
        let mut order = before.unwrap_or_else(|| Order { format: first.to_owned(), ..Order::default() });
        order.stem = stem.to_owned();
        if projects.len() < 2 {
            order.split = None;
        }
        Self {
            task,
            documents: labelled_json::write(projects, &compact),
            n_documents: projects.len(),
            order,
            written: None,
            refused: None,
            waits: true,
        }
    }

    pub(super) fn request(&self) -> Effect {
        let (documents, order) = (self.documents.clone(), self.order.clone());
        Effect::Files(Box::new(Request::Write { task: self.task, documents, order }))
    }

    pub(super) fn choose(&mut self, task: TaskId, order: Order) {
        (self.task, self.order, self.waits) = (task, order, true);
    }

    pub(super) fn hear(&mut self, written: Result<Written, Refused>) {
        self.waits = false;
        match written {
            Ok(written) => (self.written, self.refused) = (Some(written), None),
            Err(refused) => (self.written, self.refused) = (None, Some(refused)),
        }
    }

    /// The format that is chosen.
    pub fn info(&self) -> Option<&'static FormatInfo> {
        table().iter().copied().find(|info| info.id == self.order.format)
    }

    /// What may be handed over: what was written for just this choice.
    pub fn ready(&self) -> Option<&Written> {
        self.written.as_ref().filter(|_| !self.waits)
    }
}

/// The annotation that is named `DOCUMENT#ID` in a loss report; none where it is of another document.
pub(crate) fn named<'a>(project: &'a Project, name: &str) -> Option<&'a Annotation> {
    let (document, id) = name.split_once('#')?;
    let own = &*project.info.id;
    if document != own && !(own.is_empty() && document == "d1") {
        return None;
    }
    let ids = file_ids(project);
    // A piece of an entity of several ranges has a number behind its id.
    let whole = id.rsplit_once('.').map_or(id, |(whole, _)| whole);
    let wanted = |id: &str| ids.iter().find(|(_, name)| *name == id).map(|(id, _)| *id);
    project.set().get(wanted(id).or_else(|| wanted(whole))?).map(|found| &**found)
}

/// What an item of a loss report is called on the screen: its text where it is short.
pub fn item_name(project: &Project, name: &str) -> String {
    named(project, name).map_or_else(|| name.to_owned(), |found| short_quote(project, found))
}

/// The text of an annotation where it is short, else its beginning; the title of an article.
pub(crate) fn short_quote(project: &Project, found: &Annotation) -> String {
    const MAX: usize = 16;
    let quote = match found.body.layer() {
        Layer::Article => project.title(found.id).unwrap_or_else(|| project.quote(found)),
        Layer::Block | Layer::Entity => project.quote(found),
    };
    let short: String = quote.chars().take(MAX).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if quote.chars().nth(MAX).is_some() { format!("{short}…") } else { short }
}

/// What a kind of loss is, in words; the kinds are those of `jianbao_formats::hub::LossKind`.
pub fn loss_text(kind: &str, lang: Lang) -> &'static str {
    match kind {
        "rejected" => lang.pick("已拒绝的不写出", "rejected items are left out"),
        "proposed" => lang.pick("未接受的提议不写出", "proposals are left out"),
        "outside-articles" => {
            lang.pick("不在文章里的实体不写出", "entities outside the articles are left out")
        }
        "entities" => lang.pick("不写实体", "entities are left out"),
        "blank" => lang.pick("只有空白的实体不写出", "entities of white space alone are left out"),
        "discontiguous" => lang.pick(
            "几段组成的实体，跨断行的并成一段，其余分开写",
            "entities of several ranges are written as one over a break, or in pieces",
        ),
        "cluster" => {
            lang.pick("切在字形簇中间的边界移到外面", "edges inside a grapheme cluster are moved out of it")
        }
        "overlap" => lang.pick("与别的实体重叠的不写出", "entities that overlap others are left out"),
        "articles" => lang.pick("不记文章的划分", "articles are not kept"),
        "roles" => lang.pick("不记段块的角色", "roles of blocks are not kept"),
        "status" => lang.pick("不分提议与已接受", "whether something is proposed or accepted is not kept"),
        "confidence" => lang.pick("不记把握和理由", "confidences and reasons are not kept"),
        "notes" => lang.pick("不记备注", "notes are not kept"),
        "values" => lang.pick("不记数值和简称", "normal forms and short forms are not kept"),
        "white-space" => lang.pick("不保留空白和换行", "white space and line ends are not kept"),
        "label" => lang.pick("标签里的字符改写", "labels are written with other characters"),
        _ => lang.pick("别的损失", "something else is lost"),
    }
}

#[cfg(test)]
mod tests {
    use jianbao_formats::hub::LossKind;

    use super::*;

    #[test]
    fn every_kind_of_loss_has_words() {
        for kind in LossKind::ALL {
            assert_eq!(loss_text(kind.id(), Lang::En), kind.text());
            assert_ne!(loss_text(kind.id(), Lang::Zh), loss_text("", Lang::Zh), "{}", kind.id());
        }
    }
}
