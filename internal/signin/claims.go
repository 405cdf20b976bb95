package signin

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/guestd/guestd/internal/guest"
)

// claims is what is read of a token.
type claims struct {
	subject, name, email string
	unverified           bool // the issuer says that the address is not proven
	roles                []guest.Role
}

// grantable are the roles that a token can give. SPONSOR and GUEST come from the records alone.
var grantable = map[string]guest.Role{
	"service-desk": guest.RoleServiceDesk, "academic-affairs": guest.RoleAcademicAffairs,
	"feed": guest.RoleFeed, "intake": guest.RoleIntake,
}

// readClaims reads what a verified token says. rolesClaim names the claim that holds the roles: a
// list, or one string of words.
func readClaims(all map[string]json.RawMessage, rolesClaim string) claims {
	text := func(name string) (s string) {
		_ = json.Unmarshal(all[name], &s) // a claim of another type says nothing
		return strings.TrimSpace(s)
	}
	c := claims{subject: text("sub"), name: text("name"), email: text("email")}
	// Some issuers write the boolean as a string.
	c.unverified = strings.Trim(string(all["email_verified"]), `"`) == "false"
	var words []string
	if json.Unmarshal(all[rolesClaim], &words) != nil {
		words = strings.FieldsFunc(text(rolesClaim), func(r rune) bool { return r == ' ' || r == ',' })
	}
	for _, word := range words {
		role, ok := grantable[strings.ReplaceAll(strings.ToLower(word), "_", "-")]
		if ok && !slices.Contains(c.roles, role) {
			c.roles = append(c.roles, role)
		}
	}
	return c
}

// isService: the token is a feed's or the bot's, and not a person's.
func (c claims) isService() bool {
	return slices.Contains(c.roles, guest.RoleIntake) || (len(c.roles) == 1 && c.roles[0] == guest.RoleFeed)
}

// label is how a service is named in the audit trail.
func (c claims) label() string {
	for _, s := range []string{c.name, c.email, c.subject} {
		if s != "" {
			return s
		}
	}
	return strings.ToLower(string(c.roles[0]))
}
