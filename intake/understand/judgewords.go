package understand

// guestNouns introduce the guest by name: "our contractor Jane Doe", "a guest, Jane Doe".
func guestNoun(low string) bool {
	switch low {
	case "guest", "guests", "visitor", "visitors", "colleague", "named", "called", "person", "people", "following", "newcomer", "hire", "recruit":
		return true
	}
	return roleHead(low)
}

var hostNouns = set("lab laboratory group team office secretary assistant department section division unit clinic center institute supervisor platform project grant program bench core mentor advisor adviser sponsor sponsorship boss direction supervision")

var arrivalVerbs = set("received receives gets tried tries clicked lost deleted activated resigned lose loses will is joins joined join starts start started begins begin began arrives arrive arriving comes come coming needs need has have had left leaves leaving who would should visits visiting works worked working finishes finished tells told says said wants moved moves returned returns stays staying remains continues continue asked quit resigned ended ends completes completed won't isn't graduated may can was does still no already never hasn't didn't requires also just expects plans gets visited departed retired goes became withdrew, accepted decided and")

// comesVerbs say of somebody, without a pronoun, that they come.
var comesVerbs = set("starts starting arrives arriving comes coming begins beginning joins joining visits visiting")

// houses end the names of buildings, which many are named after people.
var houses = set("hall building tower auditorium pavilion annex quad library quadrangle")

var colleagueVerbs = set("said told gave approved signed knows took handles handled mentioned suggested advised recommended sends confirmed arranged helped recommended filed submitted set noted wrote explained supervises runs directs heads leads manages")

// transitive verbs whose object is the guest in this trade.
var objectVerbs = set("extend keep keeping retain add host hosting sponsor sponsoring invite invited inviting welcome welcoming deactivate terminate remove close end renew have having expect expecting hired hire hiring engaged recruit recruited give get keep register onboard onboarding bring bringing enroll reactivate prolong see taken took on in disable terminate cut set up let cancel delete suspend off")

// guestAsset are things of a guest: "Jane's account".
var guestAsset = set("account hms access guest visit last stay appointment role login activation sponsored end extension expiry time email e-mail address hsr name contract internship fellowship first start wireless vpn permissions privileges harvard request term placement affiliation card huid agreement paperwork onboarding")
