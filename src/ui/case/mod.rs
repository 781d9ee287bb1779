//! What became of a filing: the office's statements as a timeline, and what they lead to. The office is asked
//! when the page opens, on a press, when the network comes back, and once a minute while somebody looks.

mod ask;
mod pass;
mod standing;
mod timeline;

use cert_app::route::Route;
use cert_app::sending::news;
use cert_app::wallet::Filing;
use yew::prelude::*;

use crate::ui::ctx::use_app;
pub use pass::PassingRunner;
pub use standing::Overview;
use timeline::Timeline;

/// The cases of the submission whose page is shown.
#[component]
pub fn Cases() -> Html {
    let app = use_app();
    let Route::Sent(id) = &app.route else { return Html::default() };
    let Some(submission) = app.data.submission(id) else { return Html::default() };
    let several = submission.filings.len() > 1;
    let asked = |filing: &&Filing| news::can_ask(filing);
    html! {
        {for submission.filings.iter().filter(asked).map(|filing| html! {
            <Timeline key={filing.id.clone()} submission={submission.clone()}
                filing={filing.clone()} named={several} />
        })}
    }
}
