package dev.tributary.console.call;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request without what belongs to a page's request: it has attributes of its own, and no session, no cookies and no person, so
 * that only its token counts.
 */
abstract class DetachedRequest extends HttpServletRequestWrapper {

    private final Map<String, Object> attributes = new HashMap<>();

    DetachedRequest(HttpServletRequest page) {
        super(page);
    }

    @Override
    public final DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST; // also while an error page is made: those dispatches are open to all
    }

    @Override
    public final @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public final Enumeration<String> getAttributeNames() {
        return Collections.enumeration(List.copyOf(attributes.keySet()));
    }

    @Override
    public final void setAttribute(String name, @Nullable Object value) {
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
    }

    @Override
    public final void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    public final Cookie @Nullable [] getCookies() {
        return null;
    }

    @Override
    public final @Nullable HttpSession getSession() {
        return null;
    }

    @Override
    public final @Nullable HttpSession getSession(boolean create) {
        return null;
    }

    @Override
    public final @Nullable String getRequestedSessionId() {
        return null;
    }

    @Override
    public final @Nullable Principal getUserPrincipal() {
        return null;
    }

    @Override
    public final @Nullable String getRemoteUser() {
        return null;
    }

    @Override
    public final @Nullable String getAuthType() {
        return null;
    }

    @Override
    public final boolean isUserInRole(String role) {
        return false;
    }

    @Override
    public final Collection<Part> getParts() {
        return List.of();
    }

    @Override
    public final boolean isAsyncSupported() {
        return false;
    }
}
