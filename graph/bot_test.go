package graph_test

import (
	"fmt"
	"testing"
)

// The bot acts with the rights of the email's sender, and what it does is theirs, by that email.
func TestBotActsForTheSender(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	email := b.inboundEmail("ada_alder@hms.harvard.edu", "Please suspend gg101")
	for _, bot := range []string{"bot", "internal"} {
		behalf := func(address string) map[string]string {
			return map[string]string{"Guestd-On-Behalf-Of": address, "Guestd-Inbound-Email": fmt.Sprint(email)}
		}
		a := b.ok(call{as: bot, headers: behalf("ada_alder@hms.harvard.edu"), query: `{ viewer { email roles } accounts { nodes { accountId } } }`})
		if a.at("viewer.email") != "ada_alder@hms.harvard.edu" || fmt.Sprint(a.at("viewer.roles")) != "[SPONSOR]" || a.at("accounts.nodes.1") != nil || a.at("accounts.nodes.0.accountId") != "gg101" {
			t.Errorf("%s", a.Text)
		}
		if a := b.do(call{as: bot, headers: behalf("ben_birch@hms.harvard.edu"), query: suspend}); a.code() != "NOT_FOUND" {
			t.Errorf("another sponsor's email suspends: %s", a.Text)
		}
		if a := b.do(call{as: bot, headers: behalf("sam@example.org"), query: `{ accounts { totalCount } }`}); a.code() != "FORBIDDEN" {
			t.Errorf("a stranger's email: %s", a.Text)
		}
		// A Wyss person whom the directory does not have is known by their address.
		const wyss = `mutation { requestAccount(input: {viaAcademicAffairs: true, guest: {givenName: "Kim"}}) { request { status source requesterEmail email { subject } sponsor { name } } userErrors { message } } }`
		a = b.do(call{as: bot, headers: behalf("new@wyss.harvard.edu"), query: wyss})
		if a.code() != "" || a.at("requestAccount.request.status") != "AWAITING_ACADEMIC_AFFAIRS" || a.at("requestAccount.request.source") != "EMAIL" || a.at("requestAccount.request.sponsor") != nil {
			t.Errorf("%s", a.Text)
		}
	}
	b.ok(call{as: "internal", headers: map[string]string{"Guestd-On-Behalf-Of": "Ada_Alder@HMS.harvard.edu", "Guestd-Inbound-Email": fmt.Sprint(email)}, query: suspend})
	a := b.ok(call{as: "desk", query: `{ account(accountId: "gg101") { status history { action actor email { id subject } } } }`})
	if a.at("account.status") != "SUSPENDED" || a.at("account.history.1.actor") != "ada_alder@hms.harvard.edu" || a.at("account.history.1.email.id") != id("InboundEmail", int(email)) {
		t.Errorf("%s", a.Text)
	}
}

// The headers of the bot are refused from everybody else, and not passed over.
func TestNobodyElseActsForOthers(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	for _, who := range []string{"", "ada", "desk", "feed", "affairs"} {
		a := b.do(call{as: who, headers: map[string]string{"Guestd-On-Behalf-Of": "ben_birch@hms.harvard.edu", "Guestd-Inbound-Email": "1"}, query: `{ viewer { email } }`})
		if a.Status != 403 || a.code() != "FORBIDDEN" {
			t.Errorf("as %q: %d %s", who, a.Status, a.Text)
		}
	}
}
