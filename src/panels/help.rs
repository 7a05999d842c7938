//! The keys, from the table of actions.

use jianbao_workbench::actions::{self, Chord, Group};
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use super::dialog::Dialog;

/// What the dialog needs to know.
pub struct HelpDialogProps {
    /// The language.
    pub lang: Lang,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// Every action and its keys.
pub fn help_dialog(props: &HelpDialogProps) -> Html {
    let lang = props.lang;
    let rows = actions::all();
    let group = |group: Group| {
        let rows = rows.iter().filter(|row| row.group == group && !row.chords.is_empty()).map(|row| {
            let keys = row.chords.iter().map(Chord::text).map(|text| html! { <kbd>{ text }</kbd> });
            html! { <tr><th scope="row">{ for keys }</th><td>{ row.text(lang) }</td></tr> }
        });
        html! { <section><h3>{ group.title(lang) }</h3><table>{ for rows }</table></section> }
    };
    html! {
        <Dialog key="keys" class="help" title={lang.pick("按键", "Keys")} {lang} on_close={props.send.reform(|()| Msg::Dismiss)}>
            <p class="muted">{ lang.pick(
                "数字键 1–9、0：给选中的文字加标签，或给选中的实体换标签。输入框里和输入法组字时，按键都不起作用。",
                "Digits 1–9 and 0 give the selected text a label, or the picked entity another one. No key does anything in an input or while an input method composes."
            ) }</p>
            <div class="columns">{ for Group::ALL.into_iter().map(group) }</div>
        </Dialog>
    }
}
