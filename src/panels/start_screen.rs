//! Where a person begins: paste, drop, open, or try the sample.

use jianbao_workbench::msg::BatchMsg;
use jianbao_workbench::store::DocumentEntry;
use jianbao_workbench::workbench::BatchView;
use jianbao_workbench::{Lang, Msg};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::{DocumentList, theme_text};
use crate::platform::files;
use crate::platform::offline;
use crate::platform::page::Theme;
use crate::shared::Shared;

/// What the screen needs to know.
pub struct StartScreenProps {
    /// The language.
    pub lang: Lang,
    /// The theme.
    pub theme: Theme,
    /// The documents that are kept.
    pub documents: Shared<Vec<DocumentEntry>>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
    /// Files were chosen.
    pub on_files: Callback<Vec<File>>,
    /// How far the opening of many files is.
    pub batch: Option<BatchView>,
    /// The next theme is wanted.
    pub on_theme: Callback<()>,
}

/// The start screen. Paste and drop work anywhere on the page.
pub fn start_screen(props: &StartScreenProps) -> Html {
    let lang = props.lang;
    let on_change = {
        let on_files = props.on_files.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            on_files.emit(files::all(input.files()));
            // So that the same file can be chosen again.
            input.set_value("");
        })
    };
    let sample = props.send.reform(|_: MouseEvent| Msg::OpenSample);
    let switch = props.send.reform(move |_: MouseEvent| Msg::SetLang(lang.other()));
    let tour = props.send.reform(|_: MouseEvent| Msg::Act(jianbao_workbench::actions::Action::Tour));
    let help = props.send.reform(|_: MouseEvent| Msg::Act(jianbao_workbench::actions::Action::Help));
    html! {
        <div class="start">
            <header>
                <h1>
                    <span class="seal" aria-hidden="true">{ "剪报" }</span>
                    // In Chinese the seal says it already.
                    <span class={(lang == Lang::Zh).then_some("visually-hidden")}>{ lang.pick("剪报", "jianbao") }</span>
                </h1>
                <nav>
                    <button class="plain" onclick={tour}>{ lang.pick("一分钟导览", "Tour of a minute") }</button>
                    <button class="plain" onclick={help}>{ lang.pick("按键", "Keys") }</button>
                    <button class="plain" onclick={switch} lang={lang.other().tag()}>{ lang.pick("English", "中文") }</button>
                    <button class="plain" onclick={props.on_theme.reform(|_: MouseEvent| ())}>{ theme_text(props.theme, lang) }</button>
                </nav>
            </header>
            <main>
                <p class="lead">{ lang.pick(
                    "把报纸版面的文字变成带标注的数据：先由程序提议文章的起止和人名、地名、机构、时间、金额，再由你用几个键改好。",
                    "Turn the text of a newspaper page into labelled data: it proposes where articles begin and go on, and which spans are people, places, organizations, times and amounts; you correct it with a few keys."
                ) }</p>
                <div class="drop-area">
                    <p class="big">{ lang.pick("在此粘贴版面文字", "Paste the text of a page") }</p>
                    <p><kbd>{ "Ctrl" }</kbd>{ " " }<kbd>{ "V" }</kbd></p>
                    <p class="muted">{ lang.pick("或把文件拖到这里（.txt，或剪报的 .json；GB18030、Big5、UTF-16 都能识别）",
                        "or drop a file here (.txt, or .json of jianbao; GB18030, Big5 and UTF-16 are recognized)") }</p>
                    <div class="row-of-buttons">
                        <label class="button" tabindex="-1">
                            { lang.pick("打开文件…", "Open a file…") }
                            <input type="file" class="visually-hidden" accept=".txt,.json,.text,text/plain,application/json"
                                multiple=true onchange={on_change.clone()} />
                        </label>
                        <label class="button" tabindex="-1">
                            { lang.pick("打开文件夹…", "Open a folder…") }
                            <input type="file" class="visually-hidden" webkitdirectory=true multiple=true onchange={on_change} />
                        </label>
                        <button class="primary" onclick={sample}>{ lang.pick("试试样例版面", "Try a sample page") }</button>
                    </div>
                </div>
                { for props.batch.as_ref().map(|batch| show_batch(props, batch)) }
                <DocumentList {lang} documents={props.documents.clone()} send={props.send.clone()} />
                if offline::is_single_file() {
                    <p class="muted promise single-file">{ lang.pick(
                        "这是单文件版：不能安装，也不会自动更新；文档存在浏览器里，本机打开的其他网页文件可能读到，也不会随这个文件带走，请常备份。",
                        "This is the app in one file: it cannot be installed and does not update itself. Documents are kept in this browser, where other local pages may read them, and do not go along with the file: back them up."
                    ) }</p>
                }
                <p class="muted promise">{ lang.pick(
                    "没有账号，没有服务器：文字只在这个浏览器里处理，不会离开你的电脑。",
                    "No account, no server: the text is handled in this browser alone and never leaves your machine."
                ) }</p>
            </main>
        </div>
    }
}

fn show_batch(props: &StartScreenProps, batch: &BatchView) -> Html {
    let lang = props.lang;
    let BatchView { done, total, name } = batch;
    let stop = props.send.reform(|_: MouseEvent| Msg::Batch(BatchMsg::Stop));
    html! {
        <p class="batch" role="status">
            <label>
                { lang.pick(format!("正在打开 {done}/{total}"), format!("Opening {done}/{total}")) }
                <progress max={total.to_string()} value={done.to_string()}></progress>
            </label>
            <span class="name">{ name }</span>
            <button onclick={stop}>{ lang.pick("停止", "Stop") }</button>
        </p>
    }
}
