package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/token"
)

// settings is how a production guestd is told what to do: by flags, by environment variables
// (GUESTD_ and the flag's name in capitals) or by a YAML file, in this order.
type settings struct {
	Database        string `group:"Database" help:"Connection string of the PostgreSQL database, as a login that is a member of the role guestd_app." placeholder:"postgres://…" secret:"true"`
	MigrateDatabase string `group:"Database" help:"The same as a login that owns the schema, for migrations; the one above where left out." placeholder:"postgres://…" secret:"true"`
	DatabaseConns   int    `group:"Database" help:"Most connections to the database." default:"20"`

	HTTP        string `group:"API" help:"Address to serve the API, pages and metrics at." default:":8080"`
	PublicURL   string `group:"API" name:"public-url" help:"How people reach this server: what links in mails begin with." default:"http://localhost:8080"`
	OIDCIssuer  string `group:"API" name:"oidc-issuer" help:"Issuer of the tokens that users sign in with; its keys are found by discovery." placeholder:"https://…"`
	Audience    string `group:"API" help:"Audience that tokens must be made for." default:"guestd"`
	RolesClaim  string `group:"API" help:"Claim of a token that names roles." default:"roles"`
	Secret      string `group:"API" help:"At least 32 random bytes in base64: keys activation codes and sealed mail. Changing it makes codes that were mailed worthless." secret:"true"`
	TokenKey    string `group:"API" help:"Key that signs reply tokens: NUMBER:BASE64." placeholder:"1:…" secret:"true"`
	TokenKeyOld string `group:"API" help:"The key before it, whose tokens are still good." placeholder:"0:…" secret:"true"`

	RequestEmail         string `group:"Policy" help:"Mailbox that the intake bot reads, and that mail comes from." default:"guest-requests@hms.harvard.edu"`
	AcademicAffairsEmail string `group:"Policy" help:"Who decides on requests of Wyss people." default:"AcademicAffairs@wyss.harvard.edu"`
	ServiceDeskEmail     string `group:"Policy" help:"Where people are sent with what guestd cannot settle." default:"itservicedesk@hms.harvard.edu"`
	HSRPortalURL         string `group:"Policy" name:"hsr-portal-url" help:"Where sponsors set up and extend Harvard Sponsored Roles." default:"https://hsr.harvard.edu/"`
	ReminderHour         int    `group:"Policy" help:"Hour of the day in Boston from which reminders go out." default:"8"`

	IMAP              string `group:"Mail" help:"IMAP server, host:port." placeholder:"imap.example:993"`
	IMAPTLS           string `group:"Mail" name:"imap-tls" help:"How the connection is protected: tls, starttls or none." enum:"tls,starttls,none" default:"tls"`
	IMAPUser          string `group:"Mail" help:"Login at the IMAP server; the request mailbox's address where left out."`
	IMAPPassword      string `group:"Mail" help:"Password at the IMAP server." secret:"true"`
	AuthServID        string `group:"Mail" name:"auth-serv-id" help:"Name of the mail server whose Authentication-Results count." default:"mx.hms.harvard.edu"`
	AllowNoServID     bool   `group:"Mail" name:"allow-missing-auth-serv-id" help:"Also believe Authentication-Results without a server's name, as Exchange Online writes them. Only where the server removes or renames those that a sender brought: see guestd mailcheck."`
	AllowNoHeaderFrom bool   `group:"Mail" name:"allow-missing-header-from" help:"Also believe a DMARC pass that does not say for which domain (header.from)."`
	DKIM              string `group:"Mail" name:"dkim" help:"Check DKIM signatures too, as a second witness: heed asks for a confirmation where the sender's signatures are all broken, require also where there is none, ignore checks nothing (for a gateway that changes messages after the server that writes Authentication-Results)." enum:"heed,require,ignore" default:"heed"`
	SMTP              string `group:"Mail" help:"SMTP server for outgoing mail, host:port." placeholder:"smtp.example:587"`
	SMTPTLS           string `group:"Mail" name:"smtp-tls" help:"How the connection is protected: tls, starttls or none." enum:"tls,starttls,none" default:"starttls"`
	SMTPUser          string `group:"Mail" help:"Login at the SMTP server, where it wants one."`
	SMTPPassword      string `group:"Mail" help:"Password at the SMTP server." secret:"true"`

	AnswersPerDay       int `group:"Mail" help:"How many mails go out within a day for what one proven sender wrote; what comes beyond is quarantined." default:"200"`
	ConfirmationsPerDay int `group:"Mail" help:"How many mails within a day ask one address to confirm what was written in its name; what comes beyond is quarantined." default:"30"`
	AnswersPerHour      int `group:"Mail" help:"How many mails go out within an hour for what anybody wrote; what comes beyond waits." default:"5000"`

	OAuth2TokenURL     string   `group:"Mail" name:"oauth2-token-url" help:"Sign in to the mail servers by OAuth 2.0 in place of passwords: where tokens are asked for, by client credentials." placeholder:"https://login.microsoftonline.com/TENANT/oauth2/v2.0/token"`
	OAuth2ClientID     string   `group:"Mail" name:"oauth2-client-id" help:"The client's id."`
	OAuth2ClientSecret string   `group:"Mail" name:"oauth2-client-secret" help:"The client's secret." secret:"true"`
	OAuth2Scope        []string `group:"Mail" name:"oauth2-scope" help:"Scopes to ask for." placeholder:"https://outlook.office365.com/.default"`

	Only     []string `group:"Parts" help:"Run these parts only: api, intake, scheduler." enum:"api,intake,scheduler" placeholder:"PART"`
	APIURL   string   `group:"Parts" name:"api-url" help:"GraphQL endpoint that the intake bot calls where the api part runs elsewhere." placeholder:"https://…/graphql"`
	APIToken string   `group:"Parts" name:"api-token" help:"Bearer token of the role INTAKE for that." secret:"true"`

	LogLevel string        `group:"Parts" help:"Least level to log: debug, info, warn, error." enum:"debug,info,warn,error" default:"info"`
	Sweep    time.Duration `group:"Parts" help:"How often to look for what is due." default:"1m"`
	Poll     time.Duration `group:"Parts" help:"How often the job queues are looked at." default:"250ms"`
	CrashAt  string        `group:"Parts" hidden:"" help:"For tests: end the process by SIGKILL at this point."`
}

// runs reports whether this process runs a part.
func (s *settings) runs(part string) bool {
	if len(s.Only) == 0 {
		return true
	}
	for _, p := range s.Only {
		if p == part {
			return true
		}
	}
	return false
}

// check finds everything that is wrong or missing, before anything is started.
func (s *settings) check() error {
	var errs []error
	need := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	need(s.Database != "", "--database is missing: the connection string of the PostgreSQL database")
	secret, err := s.secret()
	need(err == nil && len(secret) >= 32, "--secret must be at least 32 bytes in base64, such as `openssl rand -base64 32` makes")
	_, err = s.tokenKeys()
	need(err == nil, "--token-key: %v; make one with `echo 1:$(openssl rand -base64 32)`", err)
	public, err := url.Parse(s.PublicURL)
	need(err == nil && public.Host != "", "--public-url must be a URL such as https://guests.hms.harvard.edu")
	need(s.ReminderHour >= 0 && s.ReminderHour < 24, "--reminder-hour must be 0 to 23")
	if s.runs("api") {
		need(s.OIDCIssuer != "", "--oidc-issuer is missing: who issues the tokens that users sign in with")
	}
	if s.runs("intake") {
		need(s.IMAP != "", "--imap is missing: the server of the mailbox %s", s.RequestEmail)
		need(s.IMAPPassword != "" || s.OAuth2TokenURL != "", "--imap-password is missing, or --oauth2-token-url")
		need(s.runs("api") || (s.APIURL != "" && s.APIToken != ""), "--api-url and --api-token are needed where the intake bot runs apart from the API")
	}
	need(s.OAuth2TokenURL == "" || (s.OAuth2ClientID != "" && s.OAuth2ClientSecret != ""), "--oauth2-token-url needs --oauth2-client-id and --oauth2-client-secret")
	if s.runs("scheduler") {
		need(s.SMTP != "", "--smtp is missing: the server that outgoing mail is handed to")
	}
	return errors.Join(errs...)
}

func (s *settings) secret() ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimSpace(s.Secret))
}

func (s *settings) tokenKeys() (token.Keys, error) {
	current, err := token.ParseKey(s.TokenKey)
	if err != nil {
		return token.Keys{}, err
	}
	keys := token.Keys{Current: current}
	if s.TokenKeyOld != "" {
		old, err := token.ParseKey(s.TokenKeyOld)
		if err != nil {
			return keys, err
		}
		keys.Previous = append(keys.Previous, old)
	}
	return keys, keys.Validate()
}

func (s *settings) policy() guest.Policy {
	p := guest.DefaultPolicy()
	p.RequestEmail, p.AcademicAffairsEmail, p.ServiceDeskEmail = s.RequestEmail, s.AcademicAffairsEmail, s.ServiceDeskEmail
	p.HSRPortalURL, p.PublicURL, p.ReminderHour = s.HSRPortalURL, strings.TrimSuffix(s.PublicURL, "/"), s.ReminderHour
	return p
}

// trust is whose word on a sender counts.
func (s *settings) trust() trust.Config {
	return trust.Config{
		AuthServID: s.AuthServID, AllowMissingAuthServID: s.AllowNoServID, AllowMissingHeaderFrom: s.AllowNoHeaderFrom,
		OwnAddresses: []string{s.RequestEmail},
	}
}

// ownerDatabase is the connection string that migrations use.
func (s *settings) ownerDatabase() string {
	if s.MigrateDatabase != "" {
		return s.MigrateDatabase
	}
	return s.Database
}
