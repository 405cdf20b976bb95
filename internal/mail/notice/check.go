package notice

import (
	"errors"
	"slices"
)

// template is the name of the pair of templates that says this notice.
func (n Notice) template() string {
	if n.Answer != nil {
		return "answer"
	}
	switch n.Kind {
	case KindRequestReceived:
		return n.voiced("request_received")
	case KindDetailsNeeded:
		if n.Question != nil {
			return "details_needed.question"
		}
		return "details_needed"
	case KindSponsorConfirmation:
		if n.Confirm != nil {
			return "sponsor_confirmation.link"
		}
		return "sponsor_confirmation"
	case KindRoleNeeded:
		return "role_needed"
	case KindRoutedToAcademicAffairs:
		if n.Audience == ToAcademicAffairs {
			return "routed_to_academic_affairs.decide"
		}
		return "routed_to_academic_affairs"
	case KindRequestDenied:
		return "request_denied"
	case KindActivation:
		return "activation"
	case KindExpiryReminder:
		return "expiry_reminder"
	case KindExtended:
		return n.voiced("extended")
	case KindExpired:
		return n.voiced("expired")
	case KindEnded:
		return n.voiced("ended")
	case KindSuspended:
		return n.voiced("suspended")
	case KindHelp:
		return "help"
	}
	return ""
}

func (n Notice) voiced(name string) string {
	if n.Audience == ToGuest {
		return name + ".guest"
	}
	return name
}

// check says which fact is missing or wrong.
func (n Notice) check() (fact string, err error) {
	if !slices.Contains(Kinds(), n.Kind) {
		return "Kind", errors.New("is none of the kinds")
	}
	if len(n.To) == 0 {
		return "To", errMissing
	}
	if n.Kind == KindActivation && n.Answer != nil {
		return "Answer", errors.New("an activation is no answer")
	}
	for _, need := range n.needs() {
		if !need.there {
			return need.fact, errMissing
		}
	}
	links := map[string]string{"Links.Dashboard": n.Links.Dashboard, "Links.Page": n.Links.Page, "Links.HSRPortal": n.Links.HSRPortal}
	if n.Activation != nil {
		links["Activation.Link"] = n.Activation.Link
	}
	if n.Confirm != nil {
		links["Confirm.Link"] = n.Confirm.Link
	}
	for fact, link := range links {
		if link != "" && !goodLink(link) {
			return fact, errors.New("is no web address")
		}
	}
	return "", nil
}

type need struct {
	fact  string
	there bool
}

func (n Notice) needs() []need {
	request := need{"Request", n.Request != nil}
	account := need{"Account", n.Account != nil && n.Account.AccountID != ""}
	if n.Answer != nil {
		return nil
	}
	switch n.Kind {
	case KindRequestReceived, KindRequestDenied, KindRoutedToAcademicAffairs, KindRoleNeeded:
		return []need{request}
	case KindDetailsNeeded:
		return []need{request, {"Question.Text", n.Question == nil || n.Question.Text != ""}}
	case KindSponsorConfirmation:
		if n.Confirm != nil {
			return []need{
				{"Confirm.Link", n.Confirm.Link != ""},
				{"Confirm.ValidUntil", !n.Confirm.ValidUntil.IsZero()},
				{"Confirm.ReceivedAt", !n.Confirm.ReceivedAt.IsZero()},
			}
		}
		return []need{request}
	case KindActivation:
		a := n.Activation
		return []need{
			account,
			{"Activation", a != nil && a.AccountID != "" && a.Code != "" && a.Link != "" && !a.ValidUntil.IsZero()},
			{"Account.ExpiresOn", n.Account != nil && !n.Account.ExpiresOn.IsZero()},
		}
	case KindExpiryReminder:
		return []need{account, {"Reminder", n.Reminder != nil && !n.Reminder.ExpiresOn.IsZero() && n.Reminder.DaysLeft >= 0}}
	case KindExtended:
		return []need{account, {"Extension.To", n.Extension != nil && !n.Extension.To.IsZero()}}
	case KindExpired:
		return []need{account, {"Account.ExpiresOn", n.Account != nil && !n.Account.ExpiresOn.IsZero()}}
	case KindEnded:
		return []need{account, {"Ending.On", n.Ending != nil && !n.Ending.On.IsZero()}}
	case KindSuspended:
		return []need{account}
	}
	return nil
}
