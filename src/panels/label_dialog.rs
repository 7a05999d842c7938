//! The set of labels: presets, names, keys, colors, definitions; what becomes of entities whose label goes.

use gloo::utils::document;
use jianbao_core::LabelId;
use jianbao_core::annotation::Preset;
use jianbao_workbench::label_editor::{EditorRow, Fate, LabelEditor, LabelEditorMsg, LabelField};
use jianbao_workbench::{Lang, Msg};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::definition;
use super::dialog::Dialog;
use crate::platform::files;

/// What the dialog needs to know.
pub struct LabelDialogProps<'a> {
    /// The language.
    pub lang: Lang,
    /// The set as it is edited.
    pub editor: &'a LabelEditor,
    /// Where to send what happens.
    pub send: Callback<Msg>,
    /// A file was chosen.
    pub on_file: Callback<File>,
}

/// The dialog. Nothing changes in the page until it is saved.
pub fn label_dialog(props: &LabelDialogProps<'_>) -> Html {
    let (lang, editor) = (props.lang, props.editor);
    let send = props.send.reform(Msg::LabelEditor);
    let on = |msg: LabelEditorMsg| send.reform(move |_: MouseEvent| msg.clone());
    let on_preset = {
        let send = send.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            if let Some(preset) = Preset::from_id(&select.value()) {
                send.emit(LabelEditorMsg::Preset(preset));
            }
            // So that the same one can be taken again.
            select.set_value("");
        })
    };
    let on_file = {
        let on_file = props.on_file.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = files::first(input.files()) {
                on_file.emit(file);
            }
            input.set_value("");
        })
    };
    let titled = editor.rows().iter().find(|row| row.goes.is_none()).map(|row| row.number);
    let preset = |preset: Preset| {
        let (zh, en) = match preset {
            Preset::Newspaper => ("报纸（10 个）", "Newspaper (10)"),
            Preset::Msra => ("MSRA（3 个）", "MSRA (3)"),
            Preset::Cluener => ("CLUENER（10 个）", "CLUENER (10)"),
            Preset::OntoNotes => ("OntoNotes（18 个）", "OntoNotes (18)"),
        };
        html! { <option value={preset.id()}>{ lang.pick(zh, en) }</option> }
    };
    html! {
        <Dialog key="labels" class="label-set" title={lang.pick("标签集", "Labels")} {lang} on_close={props.send.reform(|()| Msg::Dismiss)}>
            <div class="row-of-buttons tools">
                <select aria-label={lang.pick("换成预设", "Take a preset")} onchange={on_preset}>
                    <option value="" selected={true}>{ lang.pick("换成预设…", "Take a preset…") }</option>
                    { for Preset::ALL.into_iter().map(preset) }
                </select>
                <label class="button">{ lang.pick("从文件导入", "Import from a file") }
                    <input class="visually-hidden" type="file" accept=".json,application/json" onchange={on_file} />
                </label>
                <button type="button" onclick={on(LabelEditorMsg::Export)}>{ lang.pick("导出为文件", "Export as a file") }</button>
            </div>
            <ol class="label-rows">
                { for editor.rows().iter().map(|row| show_row(props, &send, row, titled == Some(row.number))) }
            </ol>
            <button type="button" onclick={on(LabelEditorMsg::Add)}>{ lang.pick("＋ 添加标签", "+ Add a label") }</button>
            if let Some(problem) = editor.problem() { <p class="lost" role="alert">{ problem.text(lang) }</p> }
            <footer>
                <button type="button" onclick={on(LabelEditorMsg::Cancel)}>{ lang.pick("取消", "Cancel") }</button>
                <button type="button" class="primary" onclick={on(LabelEditorMsg::Apply)}>{ lang.pick("保存", "Save") }</button>
            </footer>
        </Dialog>
    }
}

/// Gives the keyboard to the row that was added last.
pub fn focus_new() {
    let field = document().query_selector(".label-rows li:last-child input[type=text]").ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        let _not_worth_a_word = field.focus();
        field.select();
    }
}

/// The fields of a label. As a table the rows have titles once, in the first one that `is_titled`.
fn show_row(
    props: &LabelDialogProps<'_>,
    send: &Callback<LabelEditorMsg>,
    row: &EditorRow,
    is_titled: bool,
) -> Html {
    let (lang, number, label) = (props.lang, row.number, &row.label);
    let name = lang.pick(&label.name_zh, &label.name_en).to_string();
    if let Some(fate) = &row.goes {
        return show_going(props, send, row, fate);
    }
    let on = |msg: LabelEditorMsg| send.reform(move |_: MouseEvent| msg.clone());
    // Read when the person leaves the field, so that no composition is disturbed.
    let write = |field: LabelField| {
        send.reform(move |event: Event| {
            LabelEditorMsg::Field(number, field, event.target_unchecked_into::<HtmlInputElement>().value())
        })
    };
    let field = |field: LabelField, class: &'static str, text: &'static str, value: &str| {
        html! {
            <label class={classes!("field", class)}><span>{ text }</span>
                <input type="text" autocomplete="off" value={value.to_owned()} onchange={write(field)} />
            </label>
        }
    };
    let on_key = send.reform(move |event: Event| {
        LabelEditorMsg::Field(
            number,
            LabelField::Key,
            event.target_unchecked_into::<HtmlSelectElement>().value(),
        )
    });
    let keys = "1234567890".chars().chain(label.key.filter(|key| !key.is_ascii_digit()));
    let keys = keys.map(
        |key| html! { <option value={key.to_string()} selected={label.key == Some(key)}>{ key }</option> },
    );
    let of = |what: &str| format!("{what} {name}");
    html! {
        <li key={number} class={classes!((!is_titled).then_some("untitled"))}>
            <input type="color" value={label.color.to_string()} onchange={write(LabelField::Color)} aria-label={of(lang.pick("颜色", "Color"))} />
            if row.exists {
                <p class="field id"><span>{ lang.pick("标识", "Id") }</span><code>{ label.id.to_string() }</code></p>
            } else {
                { field(LabelField::Id, "id", lang.pick("标识", "Id"), label.id.as_str()) }
            }
            { field(LabelField::NameZh, "zh", lang.pick("中文名", "Chinese name"), &label.name_zh) }
            { field(LabelField::NameEn, "en", lang.pick("英文名", "English name"), &label.name_en) }
            <label class="field key"><span>{ lang.pick("键", "Key") }</span>
                <select onchange={on_key}><option value="" selected={label.key.is_none()}>{ "–" }</option>{ for keys }</select>
            </label>
            { field(LabelField::Definition, "definition", lang.pick("定义", "Definition"), &definition(label, lang)) }
            <div class="row-of-buttons">
                <button type="button" class="small" onclick={on(LabelEditorMsg::Move(number, true))} aria-label={of(lang.pick("上移", "Move up"))}>{ "↑" }</button>
                <button type="button" class="small" onclick={on(LabelEditorMsg::Move(number, false))} aria-label={of(lang.pick("下移", "Move down"))}>{ "↓" }</button>
                <button type="button" class="small" onclick={on(LabelEditorMsg::Remove(number))} aria-label={of(lang.pick("删除", "Remove"))}>{ "✕" }</button>
                if row.n_entities > 0 { <span class="count">{ lang.count(row.n_entities, "处", ["entity", "entities"]) }</span> }
            </div>
        </li>
    }
}

/// A label that goes, and what becomes of its entities.
fn show_going(
    props: &LabelDialogProps,
    send: &Callback<LabelEditorMsg>,
    row: &EditorRow,
    fate: &Fate,
) -> Html {
    let (lang, number) = (props.lang, row.number);
    let name = lang.pick(&row.label.name_zh, &row.label.name_en).to_string();
    let on_fate = send.reform(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        LabelEditorMsg::Fate(number, (!value.is_empty()).then(|| LabelId::new(&value)))
    });
    let n = row.n_entities;
    let others = props.editor.rows().iter().filter(|other| other.goes.is_none()).map(|other| {
        let id = other.label.id.clone();
        let text = lang.pick(
            format!("改为“{}”", other.label.name_zh),
            format!("become “{}”", other.label.name_en),
        );
        html! { <option value={id.to_string()} selected={*fate == Fate::Become(id.clone())}>{ text }</option> }
    });
    html! {
        <li key={number} class="going">
            <s>{ &name }</s>
            if n > 0 {
                <label class="fate">{ lang.pick(format!("它的 {n} 处实体"), format!("its {n} entities ")) }
                    <select onchange={on_fate}>
                        <option value="" selected={*fate == Fate::Gone}>{ lang.pick("一并删除", "are removed with it") }</option>
                        { for others }
                    </select>
                </label>
            } else {
                <span class="muted">{ lang.pick("没有实体用它", "no entity has it") }</span>
            }
            <button type="button" onclick={send.reform(move |_: MouseEvent| LabelEditorMsg::Keep(number))}>{ lang.pick("不删", "Keep") }</button>
        </li>
    }
}
