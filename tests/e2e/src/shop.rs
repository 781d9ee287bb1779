//! The specimen shop: a business's own server beside the city's, on another origin.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

use cert_server::{Business, Config, OwnOffice, Running, card_of, roots_of, start};
use cert_verify::RootKeys;
use tokio::runtime::Runtime;

use crate::webdriver::scratch_folder;
use crate::world::World;

/// Both servers. They and their files are gone when this is dropped.
pub struct Shop {
    /// The city's server, with the wallet.
    pub city: World,
    base: String,
    config: Config,
    runtime: Runtime,
    running: Option<Running>,
}

impl Shop {
    /// Starts the city with the shop on its list, and the shop.
    #[must_use]
    pub fn start() -> Self {
        Self::with_pages(&crate::root().join("crates/cert-server/specimen/shop/site"))
    }

    /// The same with other pages in the shop.
    #[must_use]
    pub fn with_pages(pages: &Path) -> Self {
        let (city, shop) = (free_address(), free_address());
        let folder = crate::root().join("crates/cert-server/specimen/shop");
        let mut own = OwnOffice::read(&folder.join("office.json")).expect("the specimen shop");
        let mut of_the_city = Config::new(scratch_folder("world"));
        of_the_city.listen = city;
        let roots = roots_of(&of_the_city).expect("the city's keys");
        own.wallets = vec![format!("http://{city}")];
        own.trust_list = format!("http://{city}/trust/list");
        own.trust_roots = RootKeys::from_json(&roots).ok().map(|read| (read, roots));
        own.site = vec![
            ("/".to_owned(), pages.to_owned()),
            ("/certfill".to_owned(), crate::root().join("pkg")),
        ];
        let mut config = Config::new(scratch_folder("shop"));
        config.listen = shop;
        config.public_url = Some(format!("http://{shop}"));
        config.office = Some(own);
        let card = card_of(&config).expect("the shop's card");
        let business = Business::parse(card.to_string().as_bytes()).expect("a card");
        let runtime = Runtime::new().expect("threads for the shop");
        let running = runtime.block_on(start(config.clone()));
        let running = running.unwrap_or_else(|problem| panic!("the shop: {problem}"));
        Self {
            city: World::start_knowing(business, city, of_the_city.data),
            base: format!("http://{shop}"),
            config,
            runtime,
            running: Some(running),
        }
    }

    /// The address of its page, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Every filing that the shop has, oldest first.
    #[must_use]
    pub fn filings(&self) -> Vec<crate::Filed> {
        self.city.filings_in(&self.config.data.join("certfill.sqlite"))
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.kill());
        }
        let _ = std::fs::remove_dir_all(&self.config.data);
    }
}

/// Free a moment ago: each server has to know the other's address before it starts.
fn free_address() -> SocketAddr {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    socket.local_addr().expect("a bound socket has an address")
}
