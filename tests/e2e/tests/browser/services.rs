//! The services of a city with hundreds of them: found by a word, a sentence, an event in life.

use cert_app::words::form;
use cert_e2e::{CityFolder, Key, Lang, Session, Viewport, World, scenario};

use crate::citizen::{assert_all_sound, look, page_say, say, say_with};

const MORE: usize = 385;

fn wait_cards(page: &Session, count: usize) {
    page.wait(
        &format!("{count} services are shown"),
        &format!("document.querySelectorAll('[id^=\"service-\"]:is(li)').length === {count}"),
    );
}

fn a_city_of_400(name: &str, viewport: Viewport, lang: Lang) {
    let city = CityFolder::copy(name);
    city.add_services("psb", MORE);
    let world = World::start_in(city.path(), |_| {});
    scenario(name, &world, viewport, lang, |page| {
        page.go("/services");
        page.wait_text(say(page, form::EVENTS));
        wait_cards(page, 20);
        look(page, "01-services");
        // More of them, by keyboard; the focus goes on where the new ones begin.
        let total = MORE + 15;
        page.press(&say_with(page, form::SHOW_MORE, &["20", &(total - 20).to_string()]));
        wait_cards(page, 40);
        page.wait(
            "the first new one has the focus",
            "document.activeElement.closest('li') === document.querySelectorAll('[id^=\"service-\"]:is(li)')[20]",
        );
        // An event in life gathers the services of all departments.
        page.press(page_say(page, "来沪工作", "Coming to work in the city"));
        page.wait_text(&say_with(page, form::FOUND_COUNT, &["6"]));
        wait_cards(page, 6);
        let pressed = page.run("document.querySelector('[aria-pressed=true]')?.innerText");
        assert_eq!(pressed, page_say(page, "来沪工作", "Coming to work in the city"));
        look(page, "02-event");
        page.press(page_say(page, "来沪工作", "Coming to work in the city"));
        wait_cards(page, 20);
        for (query, found) in [
            ("shixiang385", "第 385 号事项|Matter 385"),
            ("jzzqz", "居住证签注|residence permit"),
            ("我要开店", "食品经营许可|food business"),
            ("宝宝", "生育|maternity"),
        ] {
            page.fill_css("#service-search", query);
            let words: Vec<&str> = found.split('|').collect();
            page.wait_text(page_say(page, words[0], words[1]));
        }
        look(page, "03-found");
        page.fill_css("#service-search", "没有这件事");
        page.wait_text(&say_with(page, form::FOUND_NONE, &["没有这件事"]));
        page.key(Key::Tab);
        page.key(Key::Enter);
        wait_cards(page, 20);
    });
    assert_all_sound();
}

#[test]
fn a_city_of_400_services_on_a_phone() {
    a_city_of_400("services-400-phone", Viewport::Phone, Lang::Zh);
}

#[test]
fn a_city_of_400_services_on_a_computer() {
    a_city_of_400("services-400-computer", Viewport::Computer, Lang::En);
}
