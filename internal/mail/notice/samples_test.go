package notice_test

import (
	"time"

	"github.com/google/uuid"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

var (
	ana      = notice.Person{Name: "Ana Ruiz", Email: "ana.ruiz@hms.harvard.edu"}
	jose     = notice.Person{Name: "José Ñúñez-Müller", Email: "jose.nunez@example.org"}
	affairs  = notice.Person{Name: "Wyss HR and Academic Affairs", Email: "AcademicAffairs@wyss.harvard.edu"}
	received = time.Date(2027, time.May, 20, 2, 30, 0, 0, time.UTC) // still May 19 in Boston
	links    = notice.Links{
		Dashboard:   "https://guests.hms.harvard.edu/",
		Page:        "https://guests.hms.harvard.edu/accounts/jn123",
		HSRPortal:   "https://hsr.harvard.edu/",
		ServiceDesk: "617-432-2000",
	}
)

func day(s string) calendar.Date { return calendar.MustParse(s) }

func sampleGuest() notice.Guest {
	return notice.Guest{
		GivenName: "José", FamilyName: "Ñúñez-Müller", PersonalEmail: jose.Email, HUID: "91827364",
		Affiliation: "University of Lisbon", Role: "visiting postdoctoral fellow",
	}
}

func sampleAccount() *notice.Account {
	return &notice.Account{
		AccountID: "jn123", Guest: sampleGuest(), Sponsor: ana, Status: "ACTIVE",
		StartsOn: day("2026-12-01"), ExpiresOn: day("2027-05-31"),
		Entitlements: []string{"EMAIL", "COLLABORATION_SHARES", "WIRELESS"},
	}
}

func sampleRequest() *notice.Request {
	return &notice.Request{
		Number: "R-1042", Status: "NEEDS_DETAILS", Sponsor: ana, SponsorHUID: "20481733",
		Guest: sampleGuest(), RoleNumber: "204518",
		StartsOn: day("2026-12-01"), ExpiresOn: day("2027-05-31"),
		Justification: "Works with us on the imaging core.", ReceivedAt: received,
	}
}

func sampleExtension() *notice.Request {
	r := sampleRequest()
	r.Number, r.Extension, r.AccountID = "R-1050", true, "jn123"
	r.StartsOn, r.ExpiresOn = calendar.Date{}, day("2027-11-30")
	r.Justification = "The experiments\nneed one more summer."
	return r
}

type sample struct {
	name   string
	notice notice.Notice
	// silent: the mail invites no reply.
	silent bool
}

func thread() *notice.Thread {
	return &notice.Thread{
		InReplyTo:  "<CAF+b7c@mail.gmail.com>",
		References: []string{"<first@hms.harvard.edu> <second@hms.harvard.edu>"},
		Subject:    "Guest account for José",
	}
}

func reminder(days int) notice.Notice {
	return notice.Notice{
		Kind: notice.KindExpiryReminder, To: []notice.Person{ana}, Account: sampleAccount(), Links: links,
		Reminder: &notice.Reminder{
			DaysLeft: days, ExpiresOn: day("2027-05-31"), RoleEndsOn: day("2027-12-31"), RoleNumber: "204518",
			LatestPossible: day("2027-12-31"),
		},
	}
}

func ending(cause notice.EndCause, over bool) notice.Notice {
	return notice.Notice{
		Kind: notice.KindEnded, To: []notice.Person{ana}, Account: sampleAccount(), Links: links,
		Ending: &notice.Ending{Cause: cause, On: day("2027-03-15"), Was: day("2027-05-31"), AlreadyOver: over, RoleNumber: "204518"},
	}
}

func toGuest(n notice.Notice) notice.Notice {
	n.Audience, n.To = notice.ToGuest, []notice.Person{jose}
	return n
}

// samples has every kind in every way that it speaks.
func samples() []sample {
	all := []sample{
		{name: "request_received", notice: notice.Notice{
			Kind: notice.KindRequestReceived, To: []notice.Person{ana}, Request: sampleRequest(), Links: links,
			Holds: []notice.Hold{{Reason: "ROLE_MISSING", Message: "The guest has no Harvard Sponsored Role yet.", WaitingOn: "HSR_PORTAL"}},
		}},
		{name: "request_received.nothing_needed", notice: notice.Notice{
			Kind: notice.KindRequestReceived, To: []notice.Person{ana}, Request: sampleExtension(), Links: links, Thread: thread(),
		}},
		{name: "request_received.done", notice: notice.Notice{
			Kind: notice.KindRequestReceived, To: []notice.Person{ana}, Request: withStatus(sampleRequest(), "FULFILLED"), Links: links,
		}},
		{name: "request_received.approved", notice: notice.Notice{
			Kind: notice.KindRequestReceived, To: []notice.Person{ana}, Request: sampleRequest(), Links: links,
			DecidedBy: "Wyss HR and Academic Affairs", Note: "Welcome to José.",
			Holds: []notice.Hold{{Reason: "ROLE_MISSING", Message: "The guest has no Harvard Sponsored Role yet.", WaitingOn: "HSR_PORTAL"}},
		}},
		{name: "request_received.approved_and_done", notice: notice.Notice{
			Kind: notice.KindRequestReceived, To: []notice.Person{ana}, Request: withStatus(sampleExtension(), "FULFILLED"), Links: links,
			DecidedBy: "Wyss HR and Academic Affairs",
		}},
		{name: "request_received.guest", notice: toGuest(notice.Notice{
			Kind: notice.KindRequestReceived, Request: sampleExtension(), Links: links,
			Holds: []notice.Hold{{Reason: "SPONSOR_NOT_CONFIRMED", Message: "The guest asked; an extension needs the sponsor's approval.", WaitingOn: "SPONSOR"}},
		})},
		{name: "details_needed", notice: notice.Notice{
			Kind: notice.KindDetailsNeeded, To: []notice.Person{ana}, Links: links, Thread: thread(),
			Request: &notice.Request{Number: "R-1042", Sponsor: ana, Guest: notice.Guest{GivenName: "José", FamilyName: "Ñúñez-Müller"}, StartsOn: day("2026-12-01")},
			Holds: []notice.Hold{
				{Reason: "DETAILS_MISSING", Message: "Still needed.", WaitingOn: "SPONSOR", Missing: []string{"the guest's personal email address", "the last day of access"}},
				{Reason: "ROLE_MISSING", Message: "The guest has no Harvard Sponsored Role yet.", WaitingOn: "HSR_PORTAL"},
			},
		}},
		{name: "details_needed.question", notice: notice.Notice{
			Kind: notice.KindDetailsNeeded, To: []notice.Person{ana}, Request: sampleRequest(), Links: links,
			Question: &notice.Question{By: "Wyss HR and Academic Affairs", Text: "Does José have an appointment elsewhere?\n\nWhich lab is this for?"},
		}},
		{name: "sponsor_confirmation.extension", notice: notice.Notice{
			Kind: notice.KindSponsorConfirmation, To: []notice.Person{ana}, Request: sampleExtension(), Account: sampleAccount(), Links: links,
			Limit: &notice.Limit{Latest: day("2027-12-31"), Because: "The guest's Harvard Sponsored Role 204518 ends on Friday, December 31, 2027."},
		}},
		{name: "sponsor_confirmation.delegate", notice: notice.Notice{
			Kind: notice.KindSponsorConfirmation, To: []notice.Person{ana}, Request: sampleRequest(), Links: links,
			Requester: notice.Person{Name: "Bo Lee", Email: "bo.lee@hms.harvard.edu"},
			Holds:     []notice.Hold{{Reason: "SPONSOR_NOT_CONFIRMED", Message: "Waits.", WaitingOn: "SPONSOR"}},
		}},
		{name: "sponsor_confirmation.link", silent: true, notice: notice.Notice{
			Kind: notice.KindSponsorConfirmation, To: []notice.Person{ana}, Links: links,
			Confirm: &notice.Confirm{
				Link: "https://guests.hms.harvard.edu/confirm/abcdefgh", ValidUntil: day("2027-06-02"), ReceivedAt: received,
				Subject: "Guest, see http://evil.example/ please",
				Lines:   []notice.Line{{Label: "Guest", Value: "Jane Doe"}, {Label: "Last day", Value: "Monday, May 31, 2027"}},
			},
		}},
		{name: "sponsor_confirmation.link_of_delegate", silent: true, notice: notice.Notice{
			Kind: notice.KindSponsorConfirmation, To: []notice.Person{ana}, Links: links,
			Confirm: &notice.Confirm{
				Link: "https://guests.hms.harvard.edu/confirm/abcdefgh", ValidUntil: day("2027-06-02"), ReceivedAt: received,
				Writer: notice.Person{Name: "Bo Lee", Email: "bo.lee@hms.harvard.edu"}, Subject: "Jane's account",
				Lines: []notice.Line{{Label: "It asks for", Value: "an extension"}, {Label: "Guest", Value: "Jane Doe"}, {Label: "New last day", Value: "Monday, May 31, 2027"}},
			},
		}},
		{name: "role_needed", notice: notice.Notice{
			Kind: notice.KindRoleNeeded, To: []notice.Person{ana}, Request: sampleRequest(), Links: links,
		}},
		{name: "role_needed.told_why", notice: notice.Notice{
			Kind: notice.KindRoleNeeded, To: []notice.Person{ana}, Request: sampleRequest(), Links: links,
			Role: &notice.Role{}, Limit: &notice.Limit{}, // as the domain says that there is none
			Holds: []notice.Hold{
				{Reason: "ROLE_MISSING", Message: "José Ñúñez-Müller needs a Harvard Sponsored Role that covers Tuesday, December 1, 2026. Set it up in the HSR Portal. This request goes on by itself once the HSR Portal has it.", WaitingOn: "HSR_PORTAL"},
				{Reason: "SERVICE_DESK_REVIEW", Message: "This person has an HMS account with another sponsor; the service desk settles who sponsors it from now on.", WaitingOn: "SERVICE_DESK"},
			},
		}},
		{name: "role_needed.too_soon", notice: notice.Notice{
			Kind: notice.KindRoleNeeded, To: []notice.Person{ana}, Request: sampleExtension(), Links: links,
			Role:  &notice.Role{Number: "204518", EndsOn: day("2027-08-31")},
			Limit: &notice.Limit{Latest: day("2027-08-31")},
		}},
		{name: "routed_to_academic_affairs", notice: notice.Notice{
			Kind: notice.KindRoutedToAcademicAffairs, To: []notice.Person{ana}, Request: sampleRequest(), Links: links, Thread: thread(),
		}},
		{name: "routed_to_academic_affairs.decide", notice: notice.Notice{
			Kind: notice.KindRoutedToAcademicAffairs, Audience: notice.ToAcademicAffairs, To: []notice.Person{affairs}, Links: links,
			Request: func() *notice.Request {
				r := sampleRequest()
				r.SponsorTitle = "Wyss Institute staff, Advanced Technologies"
				return r
			}(),
			Original: &notice.Original{From: ana, Subject: "Guest account", Date: received, Text: "Hello,\n\nplease set up José Ñúñez-Müller <jose.nunez@example.org>.\n\nThanks\nAna"},
			Holds:    []notice.Hold{{Reason: "ACADEMIC_AFFAIRS_DECISION", Message: "Waits.", WaitingOn: "ACADEMIC_AFFAIRS"}},
		}},
		{name: "request_denied", notice: notice.Notice{
			Kind: notice.KindRequestDenied, To: []notice.Person{ana}, Links: links, DecidedBy: "Wyss HR and Academic Affairs", Note: "She needs an appointment first.",
			Request: withStatus(sampleRequest(), "DENIED"),
		}},
		{name: "request_denied.extension_to_guest", notice: toGuest(notice.Notice{
			Kind: notice.KindRequestDenied, Links: links, DecidedBy: "Ana Ruiz", Request: withStatus(sampleExtension(), "DENIED"), Account: sampleAccount(),
		})},
		{name: "request_denied.lapsed", notice: notice.Notice{
			Kind: notice.KindRequestDenied, To: []notice.Person{ana}, Links: links, Request: withStatus(sampleRequest(), "LAPSED"),
		}},
		{name: "request_denied.cancelled", notice: notice.Notice{
			Kind: notice.KindRequestDenied, To: []notice.Person{ana}, Links: links, DecidedBy: "the HMS service desk", Request: withStatus(sampleExtension(), "CANCELLED"),
		}},
		{name: "activation", notice: notice.Notice{
			Kind: notice.KindActivation, To: []notice.Person{jose}, Cc: []notice.Person{ana}, Account: sampleAccount(), Links: links,
			Activation: &notice.Activation{AccountID: "jn123", Code: "K7QF-9D2M-XWPA", Link: "https://guests.hms.harvard.edu/activate?account=jn123", ValidUntil: day("2026-12-15")},
			// An activation begins a thread of its own, whatever it came of.
			Thread: thread(),
		}},
		{name: "activation.again", notice: notice.Notice{
			Kind: notice.KindActivation, To: []notice.Person{jose}, Cc: []notice.Person{ana}, Account: sampleAccount(), Links: links,
			Activation: &notice.Activation{AccountID: "jn123", Code: "K7QF-9D2M-XWPA", Link: "https://guests.hms.harvard.edu/activate?account=jn123", ValidUntil: day("2026-12-15"), Again: true},
		}, silent: true},
	}
	for n := 7; n >= 0; n-- {
		all = append(all, sample{name: "expiry_reminder.day" + string(rune('0'+n)), notice: reminder(n)})
	}
	same, sooner, silent := reminder(5), reminder(5), reminder(5)
	same.Reminder.RoleEndsOn, same.Reminder.LatestPossible = day("2027-05-31"), day("2027-05-31")
	sooner.Reminder.RoleEndsOn, sooner.Reminder.LatestPossible = day("2027-05-28"), calendar.Date{}
	bySponsor := notice.Notice{
		Kind: notice.KindExtended, To: []notice.Person{ana}, Account: sampleAccount(), Links: links,
		Extension: &notice.Extension{From: day("2027-05-31"), To: day("2027-11-30")},
	}
	byGuest := bySponsor
	byGuest.Extension = &notice.Extension{From: day("2027-05-31"), To: day("2027-11-30"), ByGuest: true}
	expired := notice.Notice{Kind: notice.KindExpired, To: []notice.Person{ana}, Account: sampleAccount(), Links: links}
	suspended := notice.Notice{Kind: notice.KindSuspended, To: []notice.Person{ana}, Account: sampleAccount(), Links: links, DecidedBy: "the HMS service desk", Note: "Signed in from two continents."}
	restored := suspended
	restored.Restored, restored.Note = true, ""
	onRequest := ending(notice.EndedOnRequest, true)
	onRequest.DecidedBy, onRequest.Note = "Ana Ruiz (ana.ruiz@hms.harvard.edu)", "José left for Lisbon."
	return append(all,
		sample{name: "expiry_reminder.role_same_day", notice: same},
		sample{name: "expiry_reminder.role_sooner", notice: sooner},
		sample{name: "expiry_reminder.no_reply", notice: silent, silent: true},
		sample{name: "extended", notice: bySponsor},
		sample{name: "extended.asked_by_guest", notice: byGuest},
		sample{name: "extended.guest", notice: toGuest(bySponsor)},
		sample{name: "expired", notice: expired},
		sample{name: "expired.guest", notice: toGuest(expired)},
		sample{name: "ended.on_request", notice: onRequest},
		sample{name: "ended.on_request_later", notice: ending(notice.EndedOnRequest, false)},
		sample{name: "ended.service_desk", notice: ending(notice.EndedByServiceDesk, true), silent: true},
		sample{name: "ended.with_role", notice: ending(notice.EndedWithRole, true)},
		sample{name: "ended.role_shorter", notice: ending(notice.ShortenedWithRole, false)},
		sample{name: "ended.guest", notice: toGuest(ending(notice.EndedOnRequest, false))},
		sample{name: "ended.guest_with_role", notice: toGuest(ending(notice.EndedWithRole, true))},
		sample{name: "suspended", notice: suspended},
		sample{name: "suspended.restored", notice: restored},
		sample{name: "suspended.guest", notice: toGuest(suspended)},
		sample{name: "help", notice: notice.Notice{Kind: notice.KindHelp, To: []notice.Person{ana}, Links: links, Thread: thread()}},
		sample{name: "help.digital_library", notice: notice.Notice{
			Kind: notice.KindHelp, To: []notice.Person{ana}, Links: links, Thread: thread(),
			Answer: &notice.Answer{Intro: "You asked whether your guest can use the Digital Library.", Topics: []notice.Topic{notice.TopicDigitalLibrary, notice.TopicWyss}},
		}},
		sample{name: "answer.one", notice: notice.Notice{
			Kind: notice.KindDetailsNeeded, To: []notice.Person{ana}, Links: links, Thread: thread(),
			Answer: &notice.Answer{Items: []notice.Item{{
				Title: "New account for José Ñúñez-Müller", State: notice.NeedsYou, Understood: notice.Understood(*sampleRequest()),
				Outcome: "Your request R-1042 is kept, and waits for the guest's personal email address.",
				Next:    "Reply with the guest's personal email address.",
			}}},
		}},
		sample{name: "answer.several", notice: notice.Notice{
			Kind: notice.KindRequestReceived, To: []notice.Person{ana}, Links: links, Thread: thread(),
			Answer: &notice.Answer{
				Items: []notice.Item{
					{Title: "Extension for Mei Lin (ml204)", State: notice.Done, Outcome: "The account now ends on Wednesday, June 30, 2027."},
					{Title: "New account for José Ñúñez-Müller", State: notice.Waiting, Understood: notice.Understood(*sampleRequest()),
						Outcome: "Your request R-1042 is kept, and waits for a Harvard Sponsored Role.", Next: "Set the guest up in the HSR Portal: https://hsr.harvard.edu/"},
					{Title: "New account for Ben Okafor", State: notice.Refused, Outcome: "This could not be asked for.",
						Problems: []string{"The last day is more than one year after the first; the latest possible is Tuesday, November 30, 2027.", "Ben Okafor is HMS staff and has an HMS account already."}},
				},
				Unread: []string{"Guest form.pdf"},
			},
		}},
		sample{name: "answer.guests", notice: notice.Notice{
			Kind: notice.KindHelp, To: []notice.Person{ana}, Links: links, Thread: thread(),
			Answer: &notice.Answer{
				Guests: &notice.Guests{
					Accounts: []notice.Account{*sampleAccount(), {AccountID: "ml204", Guest: notice.Guest{GivenName: "Mei", FamilyName: "Lin"}, Status: "PENDING_ACTIVATION", ExpiresOn: day("2027-06-30")}},
					Requests: []notice.Request{*withStatus(sampleExtension(), "AWAITING_ROLE")},
				},
			},
		}},
		sample{name: "answer.no_guests", notice: notice.Notice{
			Kind: notice.KindHelp, To: []notice.Person{{Email: "ana.ruiz@hms.harvard.edu"}}, Thread: thread(),
			Answer: &notice.Answer{Guests: &notice.Guests{}, Unread: []string{"winmail.dat", "scan 1.pdf"}},
		}, silent: true},
	)
}

func withStatus(r *notice.Request, status string) *notice.Request {
	r.Status = status
	return r
}

func envelope(s sample) notice.Envelope {
	e := notice.Envelope{
		From:    notice.Person{Name: "HMS Guest Accounts", Email: "guest-requests@hms.harvard.edu"},
		ReplyTo: "guest-requests+aeaaaaaabupvjq2sc3ek5yyw4mrsvytxmhz26ubq4ijhqmrc@hms.harvard.edu",
		MessageID: token.MessageID{
			Kind: string(s.notice.Kind), ID: uuid.MustParse("018f9c3e-7d5b-7c33-a3f1-0123456789ab"), Domain: "guest-requests.hms.harvard.edu",
		}.String(),
		Date: time.Date(2027, time.May, 24, 13, 0, 0, 0, time.UTC),
	}
	if s.silent {
		e.ReplyTo = ""
	}
	return e
}
