//! Reads what stands in the controls of the page.

use cert_app::filling::view::{Control, FieldView, Typed};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::ui::browser::page;

/// What stands in the control of this field; `None` when it is not on the page
/// or holds a file.
pub fn control(view: &FieldView) -> Option<Typed> {
    if view.locked {
        return None;
    }
    match view.control {
        Control::File => None,
        Control::Textarea => Some(Typed::Text(find::<HtmlTextAreaElement>(&view.id)?.value())),
        Control::Select => {
            let code = find::<HtmlSelectElement>(&view.id)?.value();
            Some(Typed::Choice((!code.is_empty()).then_some(code)))
        }
        Control::Declaration => Some(Typed::Ticked(find::<HtmlInputElement>(&view.id)?.checked())),
        Control::Date => Some(Typed::Date([
            text(&view.id)?,
            text(&format!("{}-month", view.id))?,
            text(&format!("{}-day", view.id))?,
        ])),
        Control::Radios | Control::YesNo => {
            find::<HtmlInputElement>(&view.id)?;
            Some(Typed::Choice(ticked(view).into_iter().next()))
        }
        Control::Checkboxes => {
            find::<HtmlInputElement>(&view.id)?;
            Some(Typed::Choices(ticked(view)))
        }
        Control::Text | Control::Phone | Control::Integer => Some(Typed::Text(text(&view.id)?)),
    }
}

fn ticked(view: &FieldView) -> Vec<String> {
    let ids = (0..view.options.len()).map(|index| match index {
        0 => view.id.clone(),
        _ => format!("{}-{index}", view.id),
    });
    ids.filter_map(|id| find::<HtmlInputElement>(&id))
        .filter(HtmlInputElement::checked)
        .map(|input| input.value())
        .collect()
}

fn text(id: &str) -> Option<String> {
    Some(find::<HtmlInputElement>(id)?.value())
}

fn find<T: JsCast>(id: &str) -> Option<T> {
    page::document()?.get_element_by_id(id)?.dyn_into().ok()
}
