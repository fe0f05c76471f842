package dev.tributary.console.page;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** The first page of the console, and the answer to an address without a page. */
@Controller
class HomePages {

    @GetMapping("/")
    String root() {
        return "redirect:/console";
    }

    @GetMapping("/console/{page:(?!assets$).*}/**")
    ModelAndView missing() {
        return PageRefusals.page(HttpStatus.NOT_FOUND, "The console has no such page.");
    }

    /** The security chain forwards to it. */
    @RequestMapping("/console/refused")
    ModelAndView refused() {
        return PageRefusals.page(
                HttpStatus.FORBIDDEN,
                "The form has expired, or it does not come from this console. Go back, load the page again and repeat.");
    }
}
