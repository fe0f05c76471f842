// Requests go to the address that the page came from, because the policy of the page allows no other.
fetch("/openapi.json")
  .then((answer) => answer.json())
  .then((spec) => {
    spec.servers = [{ url: window.location.origin }];
    SwaggerUIBundle({
      spec,
      dom_id: "#api",
      deepLinking: true,
      docExpansion: "none",
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
    });
  });
