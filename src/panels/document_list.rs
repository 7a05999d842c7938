//! The documents that are kept: found by name, opened where they were left, renamed, deleted and put back.

use std::collections::BTreeSet;

use jianbao_formats::stored::StateRecord;
use jianbao_workbench::msg::DocumentsMsg;
use jianbao_workbench::reading::folded;
use jianbao_workbench::store::DocumentEntry;
use jianbao_workbench::{Lang, Msg};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::platform;
use crate::platform::page::confirm;
use crate::shared::Shared;

/// What the list needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct DocumentListProps {
    /// The language.
    pub lang: Lang,
    /// The documents, in the order in which they are shown.
    pub documents: Shared<Vec<DocumentEntry>>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The list of documents; nothing where there are none.
#[component(DocumentList)]
pub fn document_list(props: &DocumentListProps) -> Html {
    let lang = props.lang;
    let wanted = use_state(String::new);
    let renaming = use_state(|| None::<String>);
    let ticked = use_state(BTreeSet::<String>::new);
    let (deleted, kept): (Vec<_>, Vec<_>) = props.documents.iter().partition(|entry| entry.is_deleted());
    if kept.is_empty() && deleted.is_empty() {
        return Html::default();
    }
    let part = folded(wanted.trim());
    let found: Vec<_> = kept.iter().filter(|entry| folded(entry.name()).contains(&part)).collect();
    let on_search = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| {
            wanted.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let is_exported = |entry: &&&DocumentEntry| ticked.is_empty() || ticked.contains(&entry.id);
    let exported: Vec<_> = kept.iter().filter(is_exported).map(|entry| entry.id.clone()).collect();
    let export = {
        let ids = exported.clone();
        props.send.reform(move |_: MouseEvent| Msg::Documents(DocumentsMsg::Export(ids.clone())))
    };
    html! {
        <section class="documents" aria-label={lang.pick("文档", "Documents")}>
            <header>
                <h2>{ lang.pick("文档", "Documents") }<span class="count">{ kept.len() }</span></h2>
                <input type="search" value={(*wanted).clone()} oninput={on_search}
                    placeholder={lang.pick("按名称查找", "Find by name")} aria-label={lang.pick("按名称查找", "Find by name")} />
            </header>
            if found.is_empty() && !kept.is_empty() {
                <p class="muted">{ lang.pick("没有这个名称的文档。", "No document has this name.") }</p>
            }
            <ul>
                { for found.into_iter().map(|entry| show(props, entry, &renaming, &ticked)) }
            </ul>
            <p class="row-of-buttons">
                <button class="export" onclick={export} disabled={exported.is_empty()}>{ if ticked.is_empty() {
                    lang.pick("全部导出…", "Export all…").to_owned()
                } else {
                    lang.pick(format!("导出选中的 {} 个…", exported.len()), format!("Export {} ticked…", exported.len()))
                } }</button>
                <button class="backup" onclick={props.send.reform(|_: MouseEvent| Msg::Documents(DocumentsMsg::Backup))}
                    title={lang.pick("一个文件装下全部文档和它们的历史；要恢复，把它拖到这里。", "All documents and their history in one file; drop it here to put them back.")}>
                    { lang.pick("全部备份", "Back up everything") }</button>
            </p>
            if !deleted.is_empty() {
                <details class="deleted">
                    <summary>{ lang.pick(format!("已删除 {}", deleted.len()), format!("Deleted {}", deleted.len())) }</summary>
                    <ul>{ for deleted.iter().map(|entry| show_deleted(props, entry)) }</ul>
                    <button class="purge-all" onclick={purge(props, &deleted)}>
                        { lang.pick("全部彻底删除…", "Delete all of these for good…") }</button>
                </details>
            }
        </section>
    }
}

fn show(
    props: &DocumentListProps,
    entry: &DocumentEntry,
    renaming: &UseStateHandle<Option<String>>,
    ticked: &UseStateHandle<BTreeSet<String>>,
) -> Html {
    let lang = props.lang;
    let tell = |make: fn(String) -> DocumentsMsg| {
        let id = entry.id.clone();
        props.send.reform(move |_: MouseEvent| Msg::Documents(make(id.clone())))
    };
    let name = if renaming.as_deref() == Some(entry.id.as_str()) {
        rename_field(props, entry, renaming)
    } else {
        html! {
            <button class="open" onclick={tell(DocumentsMsg::Open)}>
                <span class="name">{ entry.name() }</span>
                { entry.state.as_ref().map_or_else(|| damaged(lang), |state| progress(state, lang)) }
                <time>{ platform::time_text(entry.changed(), lang) }</time>
            </button>
        }
    };
    let rename = {
        let (renaming, id) = (renaming.clone(), entry.id.clone());
        Callback::from(move |_: MouseEvent| renaming.set(Some(id.clone())))
    };
    let tick = {
        let (ticked, id) = (ticked.clone(), entry.id.clone());
        Callback::from(move |_: Event| {
            let mut now = (*ticked).clone();
            if !now.remove(&id) {
                now.insert(id.clone());
            }
            ticked.set(now);
        })
    };
    let of_name = |text: &str| format!("{text} {}", entry.name());
    html! {
        <li key={entry.id.clone()} class="document">
            <input type="checkbox" checked={ticked.contains(&entry.id)} onchange={tick}
                aria-label={of_name(lang.pick("选中", "Tick"))} />
            { name }
            if entry.record.is_ok() {
                <button class="plain rename" onclick={rename} aria-label={of_name(lang.pick("重命名", "Rename"))}>
                    { lang.pick("重命名", "Rename") }</button>
                <button class="plain delete" onclick={tell(DocumentsMsg::Delete)} aria-label={of_name(lang.pick("删除", "Delete"))}>
                    { lang.pick("删除", "Delete") }</button>
            }
        </li>
    }
}

/// Enter or leaving the field takes the name, Escape does not.
fn rename_field(
    props: &DocumentListProps,
    entry: &DocumentEntry,
    renaming: &UseStateHandle<Option<String>>,
) -> Html {
    let rename = {
        let (send, id, renaming) = (props.send.clone(), entry.id.clone(), renaming.clone());
        Callback::from(move |name: String| {
            renaming.set(None);
            send.emit(Msg::Documents(DocumentsMsg::Rename { id: id.clone(), name }));
        })
    };
    let onkeydown = {
        let (rename, renaming) = (rename.clone(), renaming.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() {
                return;
            }
            match event.key().as_str() {
                "Enter" => rename.emit(event.target_unchecked_into::<HtmlInputElement>().value()),
                "Escape" => renaming.set(None),
                _ => {}
            }
        })
    };
    let onblur = rename.reform(|event: FocusEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <input type="text" class="rename" value={entry.name().to_owned()} {onkeydown} {onblur} autofocus=true
            aria-label={props.lang.pick("新名称", "New name")} />
    }
}

fn progress(state: &StateRecord, lang: Lang) -> Html {
    let StateRecord { articles, articles_accepted, entities, entities_accepted, doubtful, .. } = *state;
    let (done, all) = (articles_accepted + entities_accepted, articles + entities);
    let text = lang.pick(
        format!("文章 {articles_accepted}/{articles} · 实体 {entities_accepted}/{entities} · 存疑 {doubtful}"),
        format!("Articles {articles_accepted}/{articles} · Entities {entities_accepted}/{entities} · {doubtful} in doubt"),
    );
    html! {
        <span class="progress">
            <progress max={all.max(1).to_string()} value={done.to_string()}
                aria-label={lang.pick("已接受", "Accepted")}></progress>
            { text }
        </span>
    }
}

fn damaged(lang: Lang) -> Html {
    html! { <span class="progress">{ lang.pick("进度不明", "Progress unknown") }</span> }
}

fn show_deleted(props: &DocumentListProps, entry: &DocumentEntry) -> Html {
    let lang = props.lang;
    let id = entry.id.clone();
    let restore = props.send.reform(move |_: MouseEvent| Msg::Documents(DocumentsMsg::Restore(id.clone())));
    html! {
        <li key={entry.id.clone()} class="document">
            <span class="name">{ entry.name() }</span>
            <button class="plain restore" onclick={restore}>{ lang.pick("找回", "Put back") }</button>
            <button class="plain purge" onclick={purge(props, &[entry])}>{ lang.pick("彻底删除…", "Delete for good…") }</button>
        </li>
    }
}

/// Asks, and deletes for good.
fn purge(props: &DocumentListProps, entries: &[&DocumentEntry]) -> Callback<MouseEvent> {
    let what = match entries {
        [entry] => format!("“{}”", entry.name()),
        all => props.lang.pick(format!("{} 个文档", all.len()), format!("{} documents", all.len())),
    };
    let question = props.lang.pick(
        format!("彻底删除{what}，连同全部历史？删了就找不回来了。"),
        format!("Delete {what} for good, with all history? This cannot be undone."),
    );
    let ids: Vec<_> = entries.iter().map(|entry| entry.id.clone()).collect();
    let send = props.send.clone();
    Callback::from(move |_| {
        if confirm(&question) {
            send.emit(Msg::Documents(DocumentsMsg::Purge(ids.clone())));
        }
    })
}
