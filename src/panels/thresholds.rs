//! From which confidence on proposals are shown, label by label.

use jianbao_core::{Confidence, LabelSet};
use jianbao_workbench::thresholds::ThresholdRow;
use jianbao_workbench::{Lang, Msg};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::shared::Shared;

/// The most that a slider can be set to, in percent: at more, nearly all would be hidden.
const HIGHEST: u16 = 95;

/// The step of a slider, in percent.
const STEP: u16 = 5;

/// What the panel needs to know.
pub struct ThresholdPanelProps {
    /// The language.
    pub lang: Lang,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// A row for each label.
    pub rows: Shared<Vec<ThresholdRow>>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// A slider for each label that has proposals or a threshold, folded away until it is asked for.
pub fn threshold_panel(props: &ThresholdPanelProps) -> Html {
    let lang = props.lang;
    let n_hidden: usize = props.rows.iter().map(|row| row.n_hidden).sum();
    let summary = if n_hidden > 0 {
        lang.pick(format!("阈值（隐藏 {n_hidden} 条）"), format!("Thresholds ({n_hidden} hidden)"))
    } else {
        lang.pick("阈值", "Thresholds").to_owned()
    };
    let rows = props.rows.iter().filter(|row| row.n_shown + row.n_hidden > 0 || row.from.thousandths() > 0);
    html! {
        <details class="thresholds panel-up" name="panel-up">
            <summary>{ summary }</summary>
            <div class="rows">
                <p>{ lang.pick("把握低于阈值的实体提议不显示，也不会一起接受；调低阈值就会回来。",
                    "Proposed entities that are less sure are not shown and not accepted with the rest. They come back when the threshold is lowered.") }</p>
                { for rows.map(|row| slider(props, row)) }
            </div>
        </details>
    }
}

fn slider(props: &ThresholdPanelProps, row: &ThresholdRow) -> Html {
    let lang = props.lang;
    let label = props.labels.get(&row.label);
    let name = label
        .map_or_else(|| row.label.to_string(), |label| lang.pick(&label.name_zh, &label.name_en).to_string());
    let id = row.label.clone();
    let oninput = props.send.reform(move |event: InputEvent| {
        let percent = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
        Msg::SetThreshold { label: id.clone(), from: Confidence::from_probability(percent / 100.0) }
    });
    let percent = row.from.thousandths() / 10;
    html! {
        <label key={row.label.to_string()}>
            <span class="name">{ name }</span>
            <input type="range" min="0" max={HIGHEST.to_string()} step={STEP.to_string()}
                value={percent.to_string()} {oninput} data-label={row.label.to_string()} />
            <output>{ if percent > 0 { format!("≥ {percent}%") } else { lang.pick("全部", "all").to_owned() } }</output>
            <span class="n">{ lang.pick(format!("显示 {} · 隐藏 {}", row.n_shown, row.n_hidden),
                format!("{} shown · {} hidden", row.n_shown, row.n_hidden)) }</span>
        </label>
    }
}
