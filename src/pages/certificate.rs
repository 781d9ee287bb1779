//! One certificate.

use yew::prelude::*;

use crate::components::Page;

#[derive(Clone, PartialEq, Properties)]
pub struct CertificateProps {
    pub id: AttrValue,
}

/// The page.
#[component]
pub fn Certificate(props: &CertificateProps) -> Html {
    html! { <Page title={props.id.clone()}>{""}</Page> }
}
