package dev.tributary.console.signin;

import dev.tributary.console.session.IssuerClient;
import dev.tributary.security.identity.LocalTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page that asks to sign in, and sign-in by the one-time link. */
@Controller
class SignInPages {

    private static final String PAGE = "console/sign-in";
    private static final String RETRY_SECONDS = "5";

    private final SignInLink link;
    private final LocalTokens local;
    private final Sessions sessions;
    private final IssuerClient issuer;

    SignInPages(SignInLink link, LocalTokens local, Sessions sessions, IssuerClient issuer) {
        this.link = link;
        this.local = local;
        this.sessions = sessions;
        this.issuer = issuer;
    }

    @GetMapping("/console/sign-in")
    String show(Model model) {
        model.addAttribute("local", local.isInUse());
        return PAGE;
    }

    @GetMapping(value = "/console/sign-in", params = "code")
    String signIn(
            @RequestParam("code") String code, HttpServletRequest request, HttpServletResponse response, Model model) {
        if (!local.isInUse() || !link.use(code)) {
            response.setStatus(HttpStatus.FORBIDDEN.value());
            model.addAttribute("refused", true);
            return show(model);
        }
        sessions.begin(new PreAuthenticatedAuthenticationToken("admin", "link", List.of()), request, response);
        return "redirect:" + sessions.asked(request, response);
    }

    /** Begins sign-in at the issuer, if that answers. */
    @GetMapping("/console/sign-in/issuer")
    String atIssuer(HttpServletResponse response, Model model) {
        if (issuer.registration() != null) {
            return "redirect:" + IssuerSignIn.BEGIN + '/' + IssuerClient.ID;
        }
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        model.addAttribute("away", true);
        return show(model);
    }

    /** Writes a new link to the log and a file, which only the administrator can read. The answer does not contain it. */
    @PostMapping("/console/sign-in/link")
    String newLink(Model model) {
        if (local.isInUse()) {
            link.make();
            model.addAttribute("made", true);
        }
        return show(model);
    }
}
