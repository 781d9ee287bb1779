//! The frame of one page: title, heading, focus.

use cert_app::route::Route;
use cert_app::words::common;
use yew::prelude::*;

use super::{Banner, Icon, Link, Shape, Tone};
use crate::ui::browser::page;
use crate::ui::ctx::{use_app, use_lang};

#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// The `h1`.
    pub title: AttrValue,
    /// What stands behind the heading in the window's title, such as the form.
    #[prop_or_default]
    pub context: Option<AttrValue>,
    /// A line above the heading, such as “step 3 of 6”.
    #[prop_or_default]
    pub above: Option<AttrValue>,
    #[prop_or_default]
    pub lead: Option<AttrValue>,
    /// Where “Back” goes.
    #[prop_or_default]
    pub back: Option<Route>,
    /// 720 px instead of 1080 px.
    #[prop_or_default]
    pub narrow: bool,
    /// The title says “Error:”, and the summary (id `summary`) gets the focus.
    #[prop_or_default]
    pub error: bool,
    /// The error summary: first in `main`, below the back link, above the `h1`.
    #[prop_or_default]
    pub summary: Html,
    pub children: Html,
}

/// A page. When the address changes, the focus goes to its `h1`.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let title = window_title(props, lang);
    use_effect_with(title, |title| page::set_title(title));
    use_effect_with(app.route.clone(), |_| {
        // The first page after loading leaves the focus where the browser put it.
        if !page::is_first_page() {
            page::scroll_to_top();
            page::focus("main h1");
        }
    });
    html! {
        <main id="main" class={classes!(props.narrow.then_some("narrow"))}>
            if let Some(to) = props.back.clone() {
                <Link {to} class="crumb"><Icon shape={Shape::Back} />{common::BACK.of(lang)}</Link>
            }
            {props.summary.clone()}
            if let Some(above) = &props.above { <p class="steps">{above.clone()}</p> }
            <h1 tabindex="-1">{props.title.clone()}</h1>
            if let Some(lead) = &props.lead { <p class="lead">{lead.clone()}</p> }
            if let Some(news) = &app.news {
                <Banner tone={Tone::Good}>{news.words.with(lang, &[&news.value])}</Banner>
            }
            {props.children.clone()}
        </main>
    }
}

fn window_title(props: &PageProps, lang: cert_app::words::Lang) -> String {
    let mut title = String::new();
    if props.error {
        title.push_str(common::ERROR_PREFIX.of(lang));
    }
    title.push_str(&props.title);
    if let Some(context) = &props.context {
        title.push_str(" – ");
        title.push_str(context);
    }
    title.push_str(" – ");
    title.push_str(common::PRODUCT.of(lang));
    title
}
