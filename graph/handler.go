package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/guestd/guestd/graph/generated"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/signin"
)

// Config is what the API's handler is made of.
type Config struct {
	Service *guest.Service
	// Changes are what subscriptions hear: *postgres.Changes.
	Changes Changes
	// Authenticator finds out who asks.
	Authenticator *signin.Authenticator
	Log           *slog.Logger
	// Registerer takes the metrics; nil where nobody reads them.
	Registerer prometheus.Registerer
	// Now is the machine's own clock, by which tokens end; never one that a demo moves.
	Now func() time.Time
	// Origins are the hosts, beside the one asked, whose pages may open a WebSocket:
	// "dashboard.example.org", or with a pattern "*.example.org".
	Origins []string
	// ClientAddress is where a request comes from; the connection's other end where nil. Behind a
	// proxy it is what the proxy tells.
	ClientAddress func(*http.Request) string
	// Limits bound an operation; DefaultLimits where zero.
	Limits Limits
}

// Changes tell what any replica has changed.
type Changes interface {
	// Watch receives the changes that wants accepts until ctx ends; then the channel is closed.
	Watch(ctx context.Context, wants func(postgres.Change) bool) <-chan postgres.Change
}

// keepAlive is how often a stream that has nothing to tell shows that it is there.
const keepAlive = 20 * time.Second

// initTime is how long a WebSocket may take to say who it is.
const initTime = 10 * time.Second

// NewHandler serves GraphQL by POST, GET (queries only), server-sent events (POST with
// Accept: text/event-stream) and WebSocket (graphql-transport-ws; Authorization in the payload of
// connection_init where the browser can set no header).
func NewHandler(cfg Config) (http.Handler, error) {
	if cfg.Service == nil || cfg.Changes == nil || cfg.Authenticator == nil || cfg.Log == nil || cfg.Now == nil {
		return nil, errors.New("graph: the domain, its changes, an authenticator, a log and a clock are needed")
	}
	if cfg.Limits == (Limits{}) {
		cfg.Limits = DefaultLimits()
	}
	if cfg.ClientAddress == nil {
		cfg.ClientAddress = peerAddress
	}
	server := newServer(cfg)
	return guard{next: cfg.Authenticator.Middleware(server), limits: cfg.Limits, origins: cfg.Origins, address: cfg.ClientAddress}, nil
}

func newServer(cfg Config) *handler.Server {
	root := generated.Config{
		Resolvers:  &Resolver{service: cfg.Service, changes: cfg.Changes, log: cfg.Log, now: cfg.Now, throttle: newActivationThrottle(cfg.Now)},
		Directives: generated.DirectiveRoot{Auth: authorize},
	}
	costs(&root.Complexity)
	server := handler.New(generated.NewExecutableSchema(root))
	server.AddTransport(transport.Websocket{
		Implementation:   transport.CoderWebsocketImplementation{AcceptOptions: websocket.AcceptOptions{OriginPatterns: cfg.Origins}},
		InitFunc:         connectionInit(cfg.Authenticator, cfg.Log),
		InitTimeout:      initTime,
		PingPongInterval: keepAlive,
		PayloadReadLimit: &cfg.Limits.Body,
	})
	server.AddTransport(transport.SSE{KeepAlivePingInterval: keepAlive})
	server.AddTransport(transport.GET{})
	server.AddTransport(transport.POST{})

	show := presenter{log: cfg.Log}
	server.SetErrorPresenter(show.present)
	server.SetRecoverFunc(show.recovered)
	server.SetQueryCache(lru.New[*ast.QueryDocument](500))
	server.SetParserTokenLimit(cfg.Limits.Tokens)
	server.SetDisableSuggestion(true)
	server.Use(extension.Introspection{})
	server.Use(shape{limits: cfg.Limits}) // before whatever walks the document
	server.Use(extension.FixedComplexityLimit(cfg.Limits.Complexity))
	server.Use(newMetrics(cfg.Registerer, cfg.Now))
	server.Use(operations{service: cfg.Service, now: cfg.Now})
	return server
}

// connectionInit finds out who opened a WebSocket: by the payload, which speaks as headers do,
// else by the headers that it was opened with.
func connectionInit(authenticator *signin.Authenticator, log *slog.Logger) transport.WebsocketInitFunc {
	return func(ctx context.Context, payload transport.InitPayload) (context.Context, *transport.InitPayload, error) {
		header := http.Header{}
		for name, value := range payload {
			if text, ok := value.(string); ok {
				header.Set(name, text)
			}
		}
		if len(header) == 0 {
			return ctx, nil, nil
		}
		identity, err := authenticator.Authenticate(ctx, header)
		if refused, ok := errors.AsType[*signin.Refusal](err); ok {
			return ctx, nil, refused
		}
		if err != nil {
			log.ErrorContext(ctx, "sign-in failed", "error", err)
			return ctx, nil, fmt.Errorf("sign-in cannot be checked at the moment")
		}
		return signin.With(ctx, identity), nil, nil
	}
}

var (
	_ graphql.OperationContextMutator = shape{}
	_ graphql.OperationContextMutator = operations{}
	_ graphql.OperationInterceptor    = operations{}
	_ graphql.ResponseInterceptor     = operations{}
	_ graphql.RootFieldInterceptor    = operations{}
)
