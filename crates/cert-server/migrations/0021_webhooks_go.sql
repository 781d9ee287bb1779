-- What has arrived goes after a month; what was given up stays, to be sent again.
CREATE INDEX webhooks_delivered ON webhooks (made_at) WHERE state = 'delivered';
